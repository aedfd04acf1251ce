// Everything works without this file. It saves typing, clicks and page loads, and keeps no more than the page itself does.
"use strict";

// The personal link comes in the part of the address that browsers send to nobody. It is taken out of the address bar and the
// history at once, and stays with this tab's entry only, so that reloading the page doesn't lose it.
function fillLink() {
  const field = document.querySelector("[data-link]");
  if (!field) return;
  const input = field.querySelector("input");
  const arrived = location.hash.match(/^#((?:[0-9A-Za-z]-?){25})/)?.[1];
  if (arrived) history.replaceState({ link: arrived }, "", location.pathname + location.search);
  if (!input.value) input.value = arrived ?? history.state?.link ?? "";
  if (!input.value || "refused" in field.dataset) return;
  field.hidden = true;
  document.querySelector("[data-link-filled]").hidden = false;
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

// What form.js keeps until it is saved goes when this browser is told to forget the attempt, or the attempt is withdrawn.
function forgetDrafts(event) {
  if (!/\/(forget|withdraw)$/.test(new URL(event.submitter?.formAction || event.target.action).pathname)) return;
  for (const name of drafts("/")) sessionStorage.removeItem(name);
}

// What form.js couldn't save before the close never will be: the page that says so says it once, and the drafts go.
function tellUnsaved() {
  const words = document.querySelector("[data-unsaved]");
  if (!words) return;
  const unsaved = drafts(location.pathname);
  words.hidden = unsaved.length === 0;
  for (const name of unsaved) sessionStorage.removeItem(name);
}

// What form.js keeps in this tab for the pages below a path.
function drafts(path) {
  try {
    return Object.keys(sessionStorage).filter((name) => name.startsWith(`must.draft.${path}`));
  } catch {
    return []; // storage is forbidden here
  }
}

fillLink();
prepareCode();
tellUnsaved();
document.addEventListener("submit", forgetDrafts);
