/** Shows every app's counter, asks for the session again and again, and visits an app at a click. */

const EVERY = 500;
const byId = (id) => document.getElementById(id);
const cards = new Map();
let shown = {};

function addCard(app) {
  const card = byId("app").content.firstElementChild.cloneNode(true);
  const part = (selector) => card.querySelector(selector);
  const address = `http://${location.hostname}:${app.port}/`;
  card.dataset.app = app.name;
  part(".title").textContent = app.title;
  part(".language").textContent = app.language;
  part(".count").ariaLabel = `Visits of ${app.title}`;
  part(".file").textContent = `examples/${app.file}`;
  part(".open").href = address;
  part(".open").textContent = `${location.hostname}:${app.port}`;
  part("button").textContent = `Visit ${app.title}`;
  part("button").addEventListener("click", () => void visit(app));
  if (app.name === "django") byId("admin").href = `${address}admin/`;
  byId("apps").append(card);
  cards.set(app.name, { card, count: part(".count"), title: app.title });
}

function show(session) {
  for (const [name, { card, count, title }] of cards) {
    const value = session[name] ?? 0;
    if (value === (shown[name] ?? 0)) continue;
    count.textContent = value;
    card.classList.add("changed");
    setTimeout(() => card.classList.remove("changed"), 700);
    byId("announcement").textContent = `${title}: ${value}`;
  }
  shown = session;
  byId("session").textContent = JSON.stringify(session, null, 2);
}

function showState(isLive) {
  byId("state").classList.toggle("live", isLive);
  byId("state").textContent = isLive ? "live" : "the demo has ended";
}

/** Asks for the session. Answers may overtake one another, so only the newest question's counts. */
let asked = 0;
async function refresh() {
  const question = ++asked;
  try {
    const answer = await fetch("/session", { cache: "no-store" });
    if (question !== asked) return;
    show(await answer.json());
    showState(true);
  } catch {
    showState(false);
  }
}

async function visit(app) {
  const answer = await fetch(`/visit/${app.name}`, { method: "POST" });
  if (!answer.ok) byId("announcement").textContent = `${app.title} failed.`;
  await refresh();
}

for (const app of await (await fetch("/apps")).json()) addCard(app);
await refresh();
setInterval(() => document.hidden || void refresh(), EVERY);
document.addEventListener("visibilitychange", () => void refresh());
