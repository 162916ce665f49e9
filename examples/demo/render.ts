/** The demo's page as it stands without JavaScript: every app with its counter, the session, and whose it is. */
import { readFileSync } from "node:fs";

/** An entry of apps.json. */
export interface App {
  readonly name: string;
  readonly title: string;
  readonly language: string;
  readonly file: string;
  readonly port: number;
  /** Where people sign in to it. */
  readonly account: string;
}

/** A user, as far as the page shows one; null is nobody. */
export type Shown = { readonly username: string; readonly isStaff: boolean } | null;

const PAGE = readFileSync(new URL("page.html", import.meta.url), "utf8");

/** The page of a visitor; `host` is the name that the apps are reached by. */
export function renderPage(
  apps: readonly App[],
  host: string,
  { session, user }: { readonly session: Readonly<Record<string, unknown>>; readonly user: Shown },
): string {
  const parts: Readonly<Record<string, string>> = {
    user: escape(userText(user)),
    apps: apps.map((app) => card(app, host, session[app.name] ?? 0)).join(""),
    session: escape(JSON.stringify(session, null, 2)),
    admin: apps
      .filter(({ name }) => name === "django")
      .map((app) => `${addressOf(app, host)}admin/`)
      .join(""),
  };
  return PAGE.replace(/\{\{(\w+)\}\}/g, (_, name: string) => parts[name] ?? "");
}

function userText(user: Shown): string {
  if (user === null) return "not signed in";
  return `signed in as ${user.username}${user.isStaff ? " (staff)" : ""}`;
}

function card(app: App, host: string, count: unknown): string {
  const { name, title, language, file } = app;
  const address = addressOf(app, host);
  const account = name === "django" ? "Django’s admin" : `${title} account`;
  return `
        <li class="app" data-app="${name}">
          <h2 class="title">${title}</h2>
          <p class="language">${language}</p>
          <output class="count" aria-live="off" aria-label="Visits of ${title}">${escape(String(count))}</output>
          <p class="saw">${count === 0 ? "not visited yet" : "visited before"}</p>
          <form method="post" action="/visit/${name}"><button>Visit ${title}</button></form>
          <p class="links">
            <a href="${address}" target="_blank">${host}:${app.port}</a>
            <a href="${address}${app.account}" target="_blank">${account}</a>
            <code>examples/${file}</code>
          </p>
        </li>`;
}

function addressOf({ port }: App, host: string): string {
  return `http://${host}:${port}/`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
