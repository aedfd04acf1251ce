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

function showsAnswer(question) {
  const answered = question.querySelector("input:checked") !== null;
  question.querySelector("[value^=take_back]").hidden = !answered;
}

function showFollowUps(form) {
  for (const more of form.querySelectorAll("[data-follows]")) {
    const chosen = form.querySelector(`input[name="${more.dataset.follows}"]:checked`);
    more.hidden = more.disabled = !more.dataset.values.split(" ").includes(chosen?.value);
  }
}

function takeBack(button) {
  const question = button.closest("[data-question]");
  const radios = question.querySelectorAll("input[type=radio]");
  for (const input of radios) input.checked = false;
  radios[0].focus();
  // Said aloud, since the server may have saved what this page was never told it had. It stands first: an answer chosen later counts.
  if (question.querySelector("input[type=hidden]")) return;
  question.prepend(Object.assign(document.createElement("input"), { type: "hidden", name: radios[0].name, value: "" }));
}

// Leaving the page in another way than by its buttons (another app, a closed tab) saves too.
function saveInPassing(form) {
  const shown = form.elements.shown;
  const sent = new FormData(form);
  sent.set("go", "stay");
  const answers = [...sent].filter(([name]) => name.startsWith("answer.")).map(([name, value]) => `${name.slice(7)}:${value}`);
  fetch(form.action, { method: "POST", body: new URLSearchParams(sent), keepalive: true, redirect: "error" })
    .then((response) => { if (response.status === 204) shown.value = answers.join(" "); })
    .catch(() => {}); // nothing is lost: the page still holds the answers, and the next button sends them
}

function prepareAnswers(form) {
  let changed = false;
  const update = (question) => { changed = true; showsAnswer(question); showFollowUps(form); };
  form.addEventListener("change", (event) => update(event.target.closest("[data-question]")));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[value^=take_back]");
    if (!button) return;
    event.preventDefault();
    takeBack(button);
    update(button.closest("[data-question]"));
  });
  form.addEventListener("submit", () => { changed = false; });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !changed) return;
    changed = false;
    saveInPassing(form);
  });
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
    });
  }
}

fillLink();
prepareCode();
const answers = document.querySelector("[data-answers]");
if (answers) prepareAnswers(answers);
