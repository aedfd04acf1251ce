// What test_accessibility.py asks of a page. Each function gives a list of complaints, so that an empty list is a good page.
"use strict";

const accessible = (() => {
  const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const name = (element) => `${element.tagName.toLowerCase()} «${(element.innerText || element.value || element.id || "").trim().slice(0, 40)}»`;
  const spoken = (element) => element.closest(".ds-sr-only, [aria-hidden=true], .must-default, .ds-skip-link:not(:focus)") !== null;
  const all = (selector) => [...document.querySelectorAll(selector)].filter((element) => visible(element) && !spoken(element));
  const controls = () => all("a[href], button, input:not([type=hidden]), summary");

  function structure() {
    const wrong = [];
    if (document.querySelectorAll("h1").length !== 1) wrong.push("not just one h1");
    // A summary of errors may stand before anything else; otherwise no level is left out.
    const levels = all("h1, h2, h3, h4, h5, h6").map((heading) => Number(heading.tagName[1]));
    if (levels[0] !== 1) wrong.push("the first heading isn't the page's");
    levels.forEach((level, at) => { if (at && level > levels[at - 1] + 1) wrong.push(`from h${levels[at - 1]} to h${level}`); });
    for (const landmark of ["body > header", "main", "body > footer"]) {
      if (document.querySelectorAll(landmark).length !== 1) wrong.push(`not just one ${landmark}`);
    }
    for (const other of document.querySelectorAll(".must-languages > *")) {
      if (!["nb", "nn", "en"].includes(other.lang)) wrong.push(`${name(other)} doesn't say its language`);
    }
    if (document.querySelectorAll(".must-languages [aria-current]").length !== 1) wrong.push("the current language isn't marked");
    if (document.querySelector("[tabindex]:not([tabindex='-1'])")) wrong.push("a tabindex of its own");
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    if (new Set(ids).size !== ids.length) wrong.push("an id is there twice");
    for (const element of document.querySelectorAll("[aria-describedby], [aria-labelledby]")) {
      const named = `${element.getAttribute("aria-describedby") ?? ""} ${element.getAttribute("aria-labelledby") ?? ""}`;
      for (const id of named.split(" ").filter(Boolean)) if (!ids.includes(id)) wrong.push(`${name(element)} is told by ${id}, which isn't there`);
    }
    return wrong;
  }

  // Nothing sticks out of the window, is cut off in its own box, or lies over another control.
  function room() {
    const wrong = [];
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) wrong.push(`${document.documentElement.scrollWidth} px wide in ${width} px`);
    for (const element of all("body *")) {
      const box = element.getBoundingClientRect();
      if (element.closest("details:not([open]) > :not(summary)")) continue;
      if (box.right > width + 1 || box.left < -1) wrong.push(`${name(element)} sticks out: ${Math.round(box.left)}–${Math.round(box.right)}`);
      const style = getComputedStyle(element);
      const cuts = style.overflowX !== "visible" || style.overflowY !== "visible";
      const cut = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
      if (cuts && cut && element.tagName !== "INPUT") wrong.push(`${name(element)} is cut off`);
      if (element.matches("button, .ds-button, .must-choice, legend, h1, h2") && element.scrollWidth > element.clientWidth + 1 && style.display !== "inline") {
        wrong.push(`${name(element)} has more words than room`);
      }
    }
    const boxes = controls().filter((element) => !element.matches("label input") && getComputedStyle(element).display !== "inline").map((element) => [element, element.getBoundingClientRect()]);
    for (const [one, a] of boxes) {
      for (const [other, b] of boxes) {
        const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
        if (one !== other && over && !one.contains(other) && !other.contains(one)) wrong.push(`${name(one)} lies over ${name(other)}`);
      }
    }
    return wrong;
  }

  // Options and buttons: 44 px high. Other links: 24 px, but for those in running text.
  function targets() {
    const wrong = [];
    for (const element of controls()) {
      const target = element.closest("label") ?? element;
      const { height, width } = target.getBoundingClientRect();
      const running = element.matches("a:not(.ds-button)") && element.closest("p, li")?.innerText.trim() !== element.innerText.trim();
      const least = element.matches("button, .ds-button, label input, summary, .must-languages > *, footer *") ? 44 : 24;
      const inText = running && element.closest("p, li") !== null;
      if (!inText && (height < least - 0.5 || width < 24)) wrong.push(`${name(target)} is ${Math.round(width)} × ${Math.round(height)} px`);
    }
    return wrong;
  }

  function moves() {
    const still = (times) => times.split(",").every((time) => parseFloat(time) < 0.01);
    const wrong = [];
    for (const element of document.querySelectorAll("*")) {
      for (const part of [null, "::before", "::after", "::details-content"]) {
        const style = getComputedStyle(element, part);
        const transition = style.transitionProperty !== "none" && !still(style.transitionDuration);
        const animation = style.animationName !== "none" && !still(style.animationDuration);
        if (transition || animation || style.scrollBehavior === "smooth") wrong.push(`${name(element)} ${part ?? ""} moves`);
      }
    }
    return wrong;
  }

  // With forced colours only lines, words and native marks are left.
  function forced() {
    const wrong = [];
    for (const button of all(".ds-button")) {
      if (parseFloat(getComputedStyle(button).borderTopWidth) < 1) wrong.push(`${name(button)} has no border`);
    }
    for (const choice of all(".must-choice")) {
      const marked = parseFloat(getComputedStyle(choice).outlineWidth) >= 2 && getComputedStyle(choice).outlineStyle !== "none";
      if (marked !== choice.querySelector("input").checked) wrong.push(`${name(choice)} ${marked ? "looks" : "doesn't look"} chosen`);
    }
    return wrong;
  }

  const channels = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { rgb: [red, green, blue], alpha };
  };

  function luminance([red, green, blue]) {
    const [r, g, b] = [red, green, blue].map((value) => value / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  function ground(element) {
    for (let each = element.parentElement; each; each = each.parentElement) {
      const { rgb, alpha } = channels(getComputedStyle(each).backgroundColor);
      if (alpha === 1) return rgb;
    }
    return [255, 255, 255];
  }

  // What can be reached by Tab, in the order of reading: of a group of radio buttons the chosen one, or the first.
  function stops() {
    const elements = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), summary")];
    return elements.filter((element) => {
      if (element.tabIndex < 0 || element.disabled || !visible(element) || element.closest("fieldset:disabled, [inert]")) return false;
      if (element.closest("details:not([open])") && element.tagName !== "SUMMARY") return false;
      if (element.type !== "radio") return true;
      const group = [...document.querySelectorAll(`input[name="${CSS.escape(element.name)}"]`)];
      return element === (group.find((each) => each.checked) ?? group[0]);
    });
  }

  // The next Tab begins at the top, wherever somebody has clicked.
  function prepareWalk() {
    const top = document.createElement("span");
    top.tabIndex = -1;
    document.body.prepend(top);
    top.focus();
    top.remove();
    window.expectedStops = stops();
    return window.expectedStops.length;
  }

  // The stop at which the focus should be now: is it there, can it be seen, and is it marked?
  function stop(at) {
    const expected = window.expectedStops[at];
    const there = document.activeElement;
    if (there !== expected) return [`the focus is on ${name(there)} instead of ${name(expected)}`];
    const shown = there.closest(".must-choice") ?? there;
    const style = getComputedStyle(shown);
    const box = shown.getBoundingClientRect();
    const wrong = [];
    if (box.bottom <= 0 || box.top >= innerHeight) wrong.push(`${name(shown)} has the focus out of sight`);
    const spot = document.elementFromPoint((box.left + box.right) / 2, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2);
    if (spot && !shown.contains(spot) && !spot.contains(shown)) wrong.push(`${name(shown)} has the focus behind ${name(spot)}`);
    if (there.matches(".ds-skip-link")) return box.height > 20 ? wrong : [...wrong, "the skip link can't be seen"];
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) wrong.push(`${name(shown)} has the focus without a mark`);
    else if (contrast(channels(style.outlineColor).rgb, ground(shown)) < 3) wrong.push(`${name(shown)} is marked too faintly`);
    return wrong;
  }

  function withStyle(words) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(words);
    document.adoptedStyleSheets = [sheet];
  }

  return { structure, room, targets, moves, forced, prepareWalk, stop, withStyle };
})();
window.accessible = accessible;
