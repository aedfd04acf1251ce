// A page of questions while it is answered. What changes is saved shortly afterwards; what can't be saved waits here, also over a reload.
// Everything works without this file: then it is the buttons that save. Why it is done so: docs/adr/0014-saving-while-answering.md.

const QUIET = 700; // ms without a change, after which it is saved
const RHYTHM = 20_000; // ms between two saves on a page whose number of requests mustn't tell how many questions were answered
const PATIENCE = 15_000; // ms that the server has for its answer
const LONGEST_PAUSE = 30_000; // ms between two tries
const SLOW = 600; // ms after which somebody who has pressed a button is told that it is being worked on
const PADDING = 4096; // so that the length of what is kept doesn't tell how much was answered

// The server has answered, but not as to one of our pages.
class Refused extends Error {
  constructor(status) {
    super(`status ${status}`);
    this.status = status;
  }
}

// The page is being left for another one.
class Left extends Error {}

// Answers are plain objects, from item to value. An item that isn't there isn't answered.
const readWords = (words) => Object.fromEntries(words.split(" ").filter(Boolean).map((word) => word.split(":")));
const asWords = (answers) => Object.entries(answers).map((pair) => pair.join(":")).join(" ");

function differing(one, other) {
  return Object.keys({ ...one, ...other }).filter((item) => one[item] !== other[item]);
}

function chosen(form) {
  const answers = [...new FormData(form)].filter(([name]) => name.startsWith("answer."));
  return Object.fromEntries(answers.map(([name, value]) => [name.slice("answer.".length), value]));
}

function choose(form, item, value) {
  const question = form.querySelector(`[data-question="${CSS.escape(item)}"]`);
  if (!question) return;
  for (const input of question.querySelectorAll("input[type=radio]")) input.checked = input.value === value;
  showWayBack(question);
}

function showWayBack(question) {
  question.querySelector("[value^=take_back]").hidden = question.querySelector("input:checked") === null;
}

function showFollowUps(form) {
  for (const more of form.querySelectorAll("[data-follows]")) {
    const answer = form.querySelector(`input[name="${more.dataset.follows}"]:checked`);
    more.hidden = more.disabled = !more.dataset.values.split(" ").includes(answer?.value);
  }
}

// The line that says when answers were saved, and that they can't be. Losing and finding the connection is said aloud, saving isn't.
class Line {
  troubled = false;

  constructor(shown, spoken) {
    Object.assign(this, { shown, spoken, words: shown.dataset });
    this.ready();
  }

  ready() {
    this.show("ready", this.words.ready);
  }

  saved() {
    const [hour, minute] = [new Date().getHours(), new Date().getMinutes()].map((number) => String(number).padStart(2, "0"));
    this.show("saved", this.words.saved.replace("{hour}", hour).replace("{minute}", minute));
    if (this.troubled) this.say(this.words.back);
    this.troubled = false;
  }

  slow() {
    this.show("slow", this.words.slow);
  }

  trouble(kind, pressed) {
    const words = pressed ? `${this.words[kind]} ${this.words.again}` : this.words[kind];
    if (pressed || !this.troubled) this.say(words);
    // What somebody was told who pressed a button stays while it is true; the tries after it don't take it away.
    if (pressed || !this.troubled || !this.shown.textContent.startsWith(this.words[kind])) this.show("trouble", words);
    this.troubled = true;
  }

  show(state, words) {
    this.shown.dataset.state = state;
    this.shown.textContent = words;
  }

  say(words) {
    this.spoken.textContent = ""; // the same words twice are two messages
    setTimeout(() => { this.spoken.textContent = words; }, 100);
  }
}

// What isn't saved yet, in this tab's storage. It lies there encrypted, under a key that comes with the page and is kept nowhere here:
// without the attempt's cookie nobody can open it.
class Draft {
  turn = 0;

  constructor(name, key) {
    this.name = name;
    this.key = crypto.subtle.importKey("raw", Uint8Array.from(atob(key), (each) => each.charCodeAt(0)), "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  static at(path, key) {
    try {
      return crypto.subtle && sessionStorage ? new Draft(`must.draft.${path}`, key) : null;
    } catch {
      return null; // storage is forbidden here
    }
  }

  async keep(content) {
    const turn = ++this.turn;
    const text = JSON.stringify(content);
    const plain = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / PADDING) * PADDING));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key, plain));
    if (turn === this.turn) sessionStorage.setItem(this.name, btoa(String.fromCharCode(...iv, ...sealed)));
  }

  async read() {
    const kept = sessionStorage.getItem(this.name);
    if (kept === null) return null;
    try {
      const bytes = Uint8Array.from(atob(kept), (each) => each.charCodeAt(0));
      const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes.slice(0, 12) }, await this.key, bytes.slice(12));
      return JSON.parse(new TextDecoder().decode(opened));
    } catch {
      this.drop(); // another attempt's, or damaged
      return null;
    }
  }

  drop() {
    this.turn += 1;
    sessionStorage.removeItem(this.name);
  }
}

// Sends the page's answers, one request at a time, so that none overtakes another; what changes meanwhile goes with the next.
class Saving {
  queue = Promise.resolve();
  flying = null; // the answers on their way, as words
  failures = 0;
  leaving = false;

  constructor(form, line, draft) {
    Object.assign(this, { form, line, draft });
    this.opened = Date.now();
    this.confirmed = readWords(form.elements.shown.value);
    this.tried = {}; // item → values that were sent and never confirmed: the server has one of them, or none
  }

  // ms from now to when what has changed is saved.
  get pause() {
    return "seldom" in this.form.dataset ? RHYTHM - ((Date.now() - this.opened) % RHYTHM) : QUIET;
  }

  get unsent() {
    return this.open.length > 0;
  }

  // Items of which the server doesn't have, or may not have, what is chosen here.
  get open() {
    return [...new Set([...differing(chosen(this.form), this.confirmed), ...Object.keys(this.tried)])];
  }

  changed() {
    this.keep();
    this.waiting();
    if (!this.failures) this.soon(this.pause); // otherwise the next try is due anyway
  }

  // Beside an answer that isn't saved yet, nothing says when answers were saved; what is said of trouble, or of a press, stands.
  waiting() {
    if (this.unsent && !this.line.troubled && !this.leaving) this.line.ready();
  }

  keep() {
    if (!this.draft) return;
    if (this.unsent) this.draft.keep({ chosen: chosen(this.form), confirmed: this.confirmed, tried: this.tried }).catch(() => {});
    else this.draft.drop();
  }

  // Bring back what was chosen before a reload and never saved. Where the server has got an answer meanwhile that this page neither
  // showed nor sent, it was given elsewhere since, and stands.
  async restore() {
    const kept = await this.draft?.read();
    if (!kept) return;
    for (const item of new Set([...differing(kept.chosen, kept.confirmed), ...Object.keys(kept.tried)])) {
      const ours = [kept.confirmed[item] ?? "", ...(kept.tried[item] ?? [])];
      if (ours.includes(this.confirmed[item] ?? "")) choose(this.form, item, kept.chosen[item]);
    }
    showFollowUps(this.form);
    this.keep();
    await this.save();
  }

  soon(delay) {
    clearTimeout(this.timer);
    this.due = Date.now() + delay;
    this.timer = setTimeout(() => this.save(), delay);
  }

  async save() {
    clearTimeout(this.timer);
    try {
      await this.inTurn(async () => {
        if (!this.unsent && !this.failures) return;
        await this.send("stay");
        this.well();
      });
    } catch (error) {
      this.failed(error);
    }
  }

  // Somebody has pressed a button: save and go where the server says. When it can't be reached, the page stays and says so.
  async press(go) {
    if (this.leaving) return;
    this.leaving = true;
    clearTimeout(this.timer);
    const slow = setTimeout(() => this.line.slow(), SLOW);
    try {
      const { to } = await this.inTurn(() => this.send(go));
      this.goTo(to, { keepPlace: go.startsWith("language") });
    } catch (error) {
      this.leaving = false;
      this.failed(error, { pressed: true });
    } finally {
      clearTimeout(slow);
    }
  }

  // The page goes away: there will be no later turn.
  passing() {
    if (this.unsent && asWords(chosen(this.form)) !== this.flying) this.send("stay").catch(() => {});
  }

  // The browser shows the page as it was left, from its memory: ask how things stand now.
  async refresh() {
    this.leaving = false;
    try {
      await this.ask(location.href);
      location.reload();
    } catch (error) {
      this.failed(error);
    }
  }

  inTurn(task) {
    const turn = this.queue.then(task);
    this.queue = turn.catch(() => {});
    return turn;
  }

  async send(go) {
    const now = chosen(this.form);
    if (Date.now() > this.due + PATIENCE) for (const item of this.open) this.tried[item] ??= []; // the machine has slept
    const late = Object.keys(this.tried).map((item) => this.known(item));
    for (const item of this.open) this.tried[item] = [...new Set([...(this.tried[item] ?? []), now[item] ?? ""])];
    this.keep();
    this.flying = asWords(now);
    try {
      const answer = await this.post(this.body(now, go, late.join(" ")));
      this.confirmed = go === "stay" && late.length ? await this.settled(now) : now;
      this.tried = {};
      this.form.elements.shown.value = asWords(this.confirmed);
      this.keep();
      return answer;
    } finally {
      this.flying = null;
    }
  }

  // What the saved answer to an item may be, for all that this page knows.
  known(item) {
    return `${item}:${[...new Set([this.confirmed[item] ?? "", ...this.tried[item]])].join(".")}`;
  }

  // What had to wait may have been passed over, since another answer was given elsewhere meanwhile: show and return how things stand now.
  async settled(then) {
    const saved = readWords((await this.anew()).elements.shown.value);
    const now = chosen(this.form);
    for (const item of differing(then, saved)) if (now[item] === then[item]) choose(this.form, item, saved[item]);
    showFollowUps(this.form);
    return saved;
  }

  // What the form would send. Of what was tried before nobody knows whether it was saved, so it is said aloud: as no part of what was
  // shown, and as empty where it was taken back. Each body of a page is as long as any other.
  body(now, go, late) {
    const sure = Object.fromEntries(Object.entries(this.confirmed).filter(([item]) => !(item in this.tried)));
    const sent = new URLSearchParams(new FormData(this.form));
    sent.set("shown", asWords(sure));
    for (const item of Object.keys(this.tried)) if (!(item in now)) sent.set(`answer.${item}`, "");
    sent.set("attempt", this.form.dataset.attempt);
    sent.set("go", go);
    sent.set("late", late);
    sent.set("pad", "");
    sent.set("pad", "0".repeat(Math.max(0, this.form.dataset.length - sent.toString().length)));
    return sent;
  }

  async post(body) {
    const options = { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true };
    const response = await this.ask(this.form.action, options).catch(async (error) => {
      if (error.status !== 403) throw error;
      await this.renewToken(body);
      return this.ask(this.form.action, options);
    });
    if (body.get("go") === "stay" && response.status !== 204) throw new Refused(response.status);
    if (body.get("go") === "stay") return null;
    return response.json().catch(() => { throw new Refused(response.status); }); // a page that somebody on the way has put in between
  }

  // The token of a page that has stood open for long is no longer the browser's.
  async renewToken(body) {
    const token = (await this.anew()).elements.csrfmiddlewaretoken.value;
    this.form.elements.csrfmiddlewaretoken.value = token;
    body.set("csrfmiddlewaretoken", token);
  }

  // The form as the server would show it now.
  async anew() {
    const page = new DOMParser().parseFromString(await (await this.ask(location.href)).text(), "text/html");
    const form = page.querySelector("[data-answers]");
    if (!form) throw new Refused(403); // a page that somebody on the way has put in between
    return form;
  }

  async ask(address, options = {}) {
    const response = await fetch(address, { ...options, signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) throw new Refused(response.status);
    if (response.redirected) this.goAway(response.url); // the round has closed, or the attempt isn't this browser's any more
    return response;
  }

  goAway(address) {
    this.leaving = true;
    window.onbeforeunload = null;
    location.assign(address);
    throw new Left();
  }

  goTo(address, { keepPlace }) {
    window.onbeforeunload = null;
    const there = new URL(address, location.href);
    if (there.pathname !== location.pathname || there.search !== location.search) return location.assign(there);
    // With a fragment, the browser would move the focus there.
    history.replaceState({ goOn: keepPlace ? "language" : "here" }, "", keepPlace ? there.pathname + there.search : there);
    history.scrollRestoration = keepPlace ? "auto" : "manual";
    return location.reload();
  }

  well() {
    this.failures = 0;
    window.onbeforeunload = null;
    this.line.saved();
    this.waiting();
    if (this.unsent) this.soon(this.pause);
  }

  failed(error, { pressed = false } = {}) {
    if (error instanceof Left) return;
    this.failures += 1;
    this.line.trouble(kindOf(error), pressed);
    // Closing the tab would lose what waits. (A reload doesn't, but a browser can't tell the two apart.)
    window.onbeforeunload = (event) => { if (this.unsent) event.preventDefault(); };
    this.soon(Math.min(LONGEST_PAUSE, 1000 * 2 ** (this.failures - 1)) * (0.75 + Math.random() / 2));
  }
}

function kindOf(error) {
  if (!(error instanceof Refused)) return "offline";
  return error.status >= 500 || error.status === 429 ? "busy" : "refused";
}

// Reading and the Tab key go on where the reader is: at a new page's heading, at what has unfolded, or at the language just chosen.
// Not after a plain reload, nor on the way back in the history: there the browser knows better.
function goOn() {
  const [arrival] = performance.getEntriesByType("navigation");
  const asked = history.state?.goOn;
  const within = arrival?.type === "navigate" && document.referrer.startsWith(`${location.origin}/`);
  history.replaceState(null, "");
  if (asked === "language") document.querySelector("header [aria-current]")?.focus({ preventScroll: true });
  else if (asked === "here" || within) document.getElementById("here").focus({ preventScroll: true });
}

function prepareQuestions(form, changed) {
  const update = (question) => { showWayBack(question); showFollowUps(form); changed(); };
  form.addEventListener("change", (event) => update(event.target.closest("[data-question]")));
  form.addEventListener("click", (event) => {
    const question = event.target.closest("[value^=take_back]")?.closest("[data-question]");
    if (!question) return;
    event.preventDefault();
    choose(form, question.dataset.question, undefined);
    question.querySelector("input").focus();
    update(question);
  });
}

function prepareSaving(form) {
  const line = new Line(document.querySelector("[data-saving]"), document.querySelector("[data-spoken]"));
  const saving = new Saving(form, line, Draft.at(location.pathname, form.dataset.draftKey));
  const again = () => { if (saving.failures) saving.save(); };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    saving.press(event.submitter?.value ?? "next");
  });
  // The second click of a double click may meet the next page's button.
  addEventListener("click", (event) => { if (event.detail > 1 && event.target.closest("[name=go]")) event.preventDefault(); });
  addEventListener("online", again);
  addEventListener("pagehide", () => saving.passing());
  addEventListener("pageshow", (event) => { if (event.persisted) saving.refresh(); });
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? saving.save() : again()));
  saving.restore();
  return saving;
}

const form = document.querySelector("[data-answers]");
// A browser too old for what is needed here saves by its buttons.
const saving = "attempt" in form.dataset && "timeout" in AbortSignal ? prepareSaving(form) : null;
prepareQuestions(form, () => saving?.changed());
goOn();
