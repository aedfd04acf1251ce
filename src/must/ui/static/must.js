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
  for (const name of Object.keys(sessionStorage)) if (name.startsWith("must.draft.")) sessionStorage.removeItem(name);
}

fillLink();
prepareCode();
document.addEventListener("submit", forgetDrafts);
