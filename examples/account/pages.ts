/** The account pages as plain HTML: they work without JavaScript, and every value is escaped. */
import { readFileSync } from "node:fs";
import { csrfInput } from "async-django-session";

const CSS = readFileSync(new URL("account.css", import.meta.url), "utf8");

/** A field of a form, and what browsers may fill into it. */
interface Field {
  readonly name: string;
  readonly label: string;
  readonly autocomplete: string;
  readonly type?: "email" | "password";
  readonly optional?: boolean;
}

/** A page with one form. */
interface FormPage {
  readonly title: string;
  readonly button: string;
  readonly fields: readonly Field[];
}

const username: Field = { name: "username", label: "Username", autocomplete: "username" };
const password = (name: string, label: string, autocomplete = "new-password"): Field => ({
  name,
  label,
  autocomplete,
  type: "password",
});

export const LOGIN: FormPage = {
  title: "Sign in",
  button: "Sign in",
  fields: [username, password("password", "Password", "current-password")],
};

export const REGISTER: FormPage = {
  title: "Register",
  button: "Register",
  fields: [
    username,
    { name: "email", label: "E-mail", autocomplete: "email", type: "email", optional: true },
    password("password1", "Password"),
    password("password2", "Password again"),
  ],
};

export const PASSWORD: FormPage = {
  title: "Change password",
  button: "Change password",
  fields: [
    password("old", "Old password", "current-password"),
    password("password1", "New password"),
    password("password2", "New password again"),
  ],
};

/** What a form is shown with: the token, what is wrong, and what was typed, which no password is. */
export interface FormState {
  readonly token: string;
  readonly problems?: readonly string[];
  readonly hints?: readonly string[];
  readonly typed?: Readonly<Record<string, string>>;
  /** Where to go afterwards. */
  readonly next?: string;
}

/** A form, with what was wrong with its last sending on top. */
export function formPage({ title, button, fields }: FormPage, state: FormState): string {
  const { token, problems = [], hints = [], typed = {}, next } = state;
  const hidden = next ? `<input type="hidden" name="next" value="${escape(next)}">` : "";
  return page(
    title,
    `${problems.length > 0 ? `<div role="alert">${list(problems)}</div>` : ""}
    <form method="post">
      ${csrfInput(token)}${hidden}
      ${fields.map((field) => input(field, typed[field.name])).join("\n")}
      ${hints.length > 0 ? list(hints) : ""}
      <button>${button}</button>
    </form>
    <nav><a href="/account">Account</a></nav>`,
  );
}

/** Who somebody is here, and what they may do. */
export interface Person {
  readonly username: string;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
  readonly permissions: readonly string[];
}

/** Who the visitor is; null for nobody. */
export function accountPage(person: Person | null, token: string): string {
  if (person === null) {
    const links = `<a href="/account/login">Sign in</a> <a href="/account/register">Register</a>`;
    return page("Account", `<p>You are not signed in.</p><nav>${links}</nav>`);
  }
  const { username, isStaff, isSuperuser, permissions } = person;
  return page(
    "Account",
    `<p>You are signed in as <strong id="username">${escape(username)}</strong>.</p>
    <dl>
      <dt>Staff</dt><dd id="staff">${isStaff ? "yes" : "no"}</dd>
      <dt>Superuser</dt><dd id="superuser">${isSuperuser ? "yes" : "no"}</dd>
    </dl>
    <h2>Permissions</h2>
    ${permissions.length > 0 ? list(permissions) : "<p>None.</p>"}
    <nav><a href="/account/password">Change password</a></nav>
    <form method="post" action="/account/logout">${csrfInput(token)}<button>Sign out</button></form>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <style>${CSS}</style>
  </head>
  <body><main><h1>${title}</h1>${body}</main></body>
</html>`;
}

function input({ name, label, autocomplete, type, optional }: Field, value = ""): string {
  const shown = type === "password" ? "" : ` value="${escape(value)}"`;
  const required = optional ? "" : " required";
  return `<label>${label} <input name="${name}" type="${type ?? "text"}" autocomplete="${autocomplete}"${shown}${required}></label>`;
}

function list(texts: readonly string[]): string {
  return `<ul>${texts.map((text) => `<li>${escape(text)}</li>`).join("")}</ul>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter);
}
