/** Makes the page live: shows every app's counter, asks for the session again and again, and visits an app at a click. */

const EVERY = 500;
const GLOW = 900;
const byId = (id) => document.getElementById(id);
const cards = new Map();
let shown = {};

function addCard(card) {
  const part = (selector) => card.querySelector(selector);
  const { app: name } = card.dataset;
  const title = part(".title").textContent;
  part("form").addEventListener("submit", (event) => {
    event.preventDefault();
    void visit(name);
  });
  cards.set(name, { card, count: part(".count"), saw: part(".saw"), title });
}

function show(session) {
  for (const [name, { card, count, title }] of cards) {
    const value = session[name] ?? 0;
    if (count.textContent === String(value)) continue;
    count.textContent = value;
    glow(card);
    byId("announcement").textContent = `${title}: ${value}`;
  }
  if (JSON.stringify(session) !== JSON.stringify(shown)) showData(session);
  shown = session;
}

function showUser(user) {
  const role = user?.isStaff ? " (staff)" : "";
  byId("user").classList.toggle("live", user !== null);
  byId("user").textContent =
    user === null ? "not signed in" : `signed in as ${user.username}${role}`;
}

/** The session as JSON, a line per key; what differs from before glows. */
function showData(session) {
  const entries = Object.entries(session);
  const lines = entries.map(([key, value], index) => {
    const line = document.createElement("span");
    const name = document.createElement("span");
    name.className = "key";
    name.textContent = JSON.stringify(key);
    const comma = index < entries.length - 1 ? "," : "";
    line.append("  ", name, `: ${JSON.stringify(value)}${comma}\n`);
    if (JSON.stringify(value) !== JSON.stringify(shown[key])) glow(line);
    return line;
  });
  const all = lines.length === 0 ? ["{}"] : ["{\n", ...lines, "}"];
  byId("session").replaceChildren(...all);
}

function glow(element) {
  element.classList.add("changed");
  setTimeout(() => element.classList.remove("changed"), GLOW);
}

function showState(isLive) {
  byId("state").classList.toggle("live", isLive);
  byId("state").textContent = isLive ? "live" : "the demo has ended";
}

/** Asks for the session and its user. Answers may overtake one another, so only the newest question's counts. */
let asked = 0;
async function refresh() {
  const question = ++asked;
  try {
    const answers = ["/session", "/user"].map((path) => fetch(path, { cache: "no-store" }));
    const [session, user] = await Promise.all(answers.map(async (answer) => (await answer).json()));
    if (question !== asked) return;
    show(session);
    showUser(user);
    showState(true);
  } catch {
    showState(false);
  }
}

/** Has an app called, and shows in its card what it said that the session holds of the others. */
async function visit(name) {
  const { card, saw, title } = cards.get(name);
  try {
    const answer = await fetch(`/visit/${name}`, {
      method: "POST",
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(`${title} answered with an error.`);
    saw.textContent = `it saw ${listOthers(name, (await answer.json()).session)}`;
    card.classList.remove("failed");
  } catch ({ message }) {
    saw.textContent = message;
    card.classList.add("failed");
    byId("announcement").textContent = `${title} failed.`;
  }
  await refresh();
}

function listOthers(name, session) {
  const others = [...cards].filter(([other]) => other !== name);
  return others.map(([other, { title }]) => `${title} at ${session[other] ?? 0}`).join(" · ");
}

for (const card of document.querySelectorAll("[data-app]")) addCard(card);
await refresh();
setInterval(() => document.hidden || void refresh(), EVERY);
document.addEventListener("visibilitychange", () => void refresh());
