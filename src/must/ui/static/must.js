// Everything works without this file. It saves typing, clicks and page loads, and keeps no more than the page itself does.
"use strict";

const DRAFT = "must.draft.";
const LINK = "must.link.";
const round = location.pathname.match(/^\/s\/[^/]+\//)?.[0];
const GONE = /\/(forgotten|withdrawn)$/;
const gone = GONE.test(location.pathname);

// The personal link comes in the part of the address that browsers send to nobody. It is taken out of the address bar, and of the pages
// that this tab goes back to, at once; the browser's own list of visited addresses may have it by then, and no page can take it out of
// there. It waits in this tab's storage, so that reloading the page doesn't lose it, until this browser is told to forget.
function fillLink() {
  const field = document.querySelector("[data-link]");
  const arrived = location.hash.match(/^#((?:[0-9A-Za-z]-?){25})/)?.[1];
  if (!round || !(field || arrived)) return;
  // A page that answers a form lies in the history with what was sent, as the link: from here on it is an ordinary page there.
  history.replaceState(null, "", location.pathname + location.search);
  const refused = field && "refused" in field.dataset;
  const input = field?.querySelector("input");
  const link = arrived ?? (refused ? null : input.value || waiting());
  if (link) store(LINK + round, link);
  if (!field || !link) return;
  input.value = link;
  field.hidden = true;
  document.querySelector("[data-link-filled]").hidden = false;
}

// The link that waits.
function waiting() {
  return stored(LINK + round)[0]?.[1];
}

// It doesn't wait for somebody who comes anew, by the bare address: that may be the next person.
function waitNoLonger() {
  const anew = arrival() === "navigate" && !document.referrer.startsWith(`${location.origin}/`);
  if (anew && round) for (const [name] of stored(LINK + round)) sessionStorage.removeItem(name);
}

function arrival() {
  return performance.getEntriesByType("navigation")[0]?.type;
}

function prepareCode() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
      button.closest(".must-code-card").querySelector("[role=status]").textContent = button.dataset.copied;
    });
  }
}

// What waits in this tab, form.js's answers and the link, goes when this browser is told to forget the attempt or the attempt is withdrawn.
function forget() {
  for (const [name] of [...stored(DRAFT), ...stored(LINK)]) sessionStorage.removeItem(name);
}

// So it does in the round's other tabs, whose pages come anew: without the attempt, and without what stood in their fields. They are told
// by the page that somebody comes to from the button, and not by one that is merely opened, come back to or read in another language.
function forgetEverywhere() {
  if (gone) forget();
  const tabs = round && channel(`must.forget.${round}`);
  if (!tabs) return;
  const from = document.referrer.startsWith(location.origin + round) && !GONE.test(new URL(document.referrer).pathname);
  if (!gone) tabs.onmessage = () => { forget(); location.reload(); };
  else if (from && arrival() === "navigate") tabs.postMessage("");
}

function channel(name) {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null; // there is none in this browser, or storage is forbidden here
  }
}

// What form.js couldn't save before the close never will be: the page that says so says it once, and the drafts go.
function tellUnsaved() {
  const words = document.querySelector("[data-unsaved]");
  if (!words) return;
  const unsaved = stored(DRAFT + location.pathname);
  words.hidden = unsaved.length === 0;
  for (const [name] of unsaved) sessionStorage.removeItem(name);
}

// What lies in this tab's storage under names that begin so: pairs of name and value.
function stored(beginning) {
  try {
    return Object.entries(sessionStorage).filter(([name]) => name.startsWith(beginning));
  } catch {
    return []; // storage is forbidden here
  }
}

function store(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // storage is forbidden here: a reload loses it
  }
}

waitNoLonger();
fillLink();
forgetEverywhere();
prepareCode();
tellUnsaved();
addEventListener("hashchange", () => { if (location.hash.length > 25) fillLink(); });
// A page that the browser shows from its memory still has the link in its field, or shows the code. (form.js looks after its own.)
addEventListener("pageshow", (event) => { if (event.persisted && round && !document.querySelector("[data-answers]")) location.reload(); });
document.addEventListener("submit", (event) => {
  if (/\/(forget|withdraw)$/.test(new URL(event.submitter?.formAction || event.target.action).pathname)) forget();
});
