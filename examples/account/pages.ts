/** The account pages as plain HTML: they work without JavaScript, and every value is escaped. */
import { readFileSync } from "node:fs";
import { csrfInput } from "async-django-session";

const CSS = readFileSync(new URL("account.css", import.meta.url), "utf8");

/** What the pages of a site have in them. */
export interface SiteWords {
  /** The service's name. */
  readonly app: string;
  /** What people sign in by, in the words of the user model. */
  readonly nameLabel: string;
  readonly isNameEmail: boolean;
  /** Whether a new user is asked for an e-mail address beside the name. */
  readonly asksEmail: boolean;
  readonly passwordHints: readonly string[];
}

/** What a form is shown with: the token, what is wrong, and what was typed, which no password is. */
export interface FormState {
  readonly token: string;
  readonly problems?: readonly string[];
  readonly typed?: Readonly<Record<string, string>>;
  /** Where to go afterwards. */
  readonly next?: string;
}

/** Who somebody is here, and what they may do. */
export interface Person {
  readonly username: string;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
  readonly permissions: readonly string[];
}

/** A field of a form, and what browsers may fill into it. */
interface Field {
  readonly name: string;
  readonly label: string;
  readonly autocomplete: string;
  readonly type?: "email" | "password";
  readonly isOptional?: boolean;
  readonly hints?: readonly string[];
}

/** A page with one form. */
interface Form {
  readonly title: string;
  readonly fields: readonly Field[];
  /** Where to go in its stead. */
  readonly links: string;
}

/** The pages of one site. */
export class AccountPages {
  readonly #words: SiteWords;
  readonly nameLabel: string;

  constructor(words: SiteWords) {
    this.#words = words;
    this.nameLabel = words.nameLabel.replaceAll("_", " ");
  }

  login(state: FormState): string {
    const links = `No account yet? <a href="/account/register">Register</a>`;
    const fields = [this.#nameField, password("password", "Password", "current-password")];
    return this.#formPage({ title: "Sign in", fields, links }, state);
  }

  register(state: FormState): string {
    const { asksEmail, passwordHints } = this.#words;
    const links = `Registered already? <a href="/account/login">Sign in</a>`;
    const email: Field = { name: "email", label: "Email", autocomplete: "email", type: "email" };
    const fields = [
      this.#nameField,
      ...(asksEmail ? [{ ...email, isOptional: true }] : []),
      { ...password("password1", "Password"), hints: passwordHints },
      password("password2", "Password again"),
    ];
    return this.#formPage({ title: "Register", fields, links }, state);
  }

  password(state: FormState): string {
    const fields = [
      password("old", "Old password", "current-password"),
      { ...password("password1", "New password"), hints: this.#words.passwordHints },
      password("password2", "New password again"),
    ];
    const links = `<a href="/account">Back to your account</a>`;
    return this.#formPage({ title: "Change password", fields, links }, state);
  }

  nobody(): string {
    const links = `<a class="button" href="/account/login">Sign in</a>
      <a class="button quiet" href="/account/register">Register</a>`;
    return this.#page("Account", `<p>You are not signed in.</p><p class="actions">${links}</p>`);
  }

  person({ username, isStaff, isSuperuser, permissions }: Person, token: string): string {
    const yesOrNo = (is: boolean): string => (is ? "yes" : "no");
    const all = permissions.map((name) => `<li><code>${escape(name)}</code></li>`).join("");
    return this.#page(
      "Account",
      `<p>You are signed in as <strong id="username">${escape(username)}</strong>.</p>
      <dl>
        <div><dt>Staff</dt><dd id="staff">${yesOrNo(isStaff)}</dd></div>
        <div><dt>Superuser</dt><dd id="superuser">${yesOrNo(isSuperuser)}</dd></div>
      </dl>
      <h2>Permissions</h2>
      ${all === "" ? "<p>None.</p>" : `<ul class="permissions" tabindex="0" aria-label="Permissions">${all}</ul>`}
      <form class="actions" method="post" action="/account/logout">
        ${csrfInput(token)}
        <a class="button quiet" href="/account/password">Change password</a>
        <button>Sign out</button>
      </form>`,
    );
  }

  get #nameField(): Field {
    const [first = "", ...others] = this.nameLabel;
    const label = first.toUpperCase() + others.join("");
    const field: Field = { name: "username", label, autocomplete: "username" };
    return this.#words.isNameEmail ? { ...field, type: "email" } : field;
  }

  /** A form, with what was wrong with its last sending on top. */
  #formPage({ title, fields, links }: Form, state: FormState): string {
    const { token, problems = [], typed = {}, next = "" } = state;
    const hidden = next === "" ? "" : `<input type="hidden" name="next" value="${escape(next)}">`;
    return this.#page(
      title,
      `${problems.length > 0 ? `<div role="alert">${list(problems)}</div>` : ""}
      <form method="post">
        ${csrfInput(token)}${hidden}
        ${fields.map((field) => input(field, typed[field.name])).join("\n")}
        <button>${title}</button>
      </form>
      <p class="links">${links}</p>`,
    );
  }

  #page(title: string, body: string): string {
    const { app } = this.#words;
    return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} – ${app}</title>
    <link rel="icon" href="data:,">
    <style>${CSS}</style>
  </head>
  <body><main><p class="app">${app} on Django’s users</p><h1>${title}</h1>${body}</main></body>
</html>`;
  }
}

function password(name: string, label: string, autocomplete = "new-password"): Field {
  return { name, label, autocomplete, type: "password" };
}

function input(
  { name, label, autocomplete, type, isOptional, hints = [] }: Field,
  typed = "",
): string {
  const value = type === "password" ? "" : ` value="${escape(typed)}"`;
  const required = isOptional === true ? "" : " required";
  const described = hints.length > 0 ? ` aria-describedby="about-${name}"` : "";
  const about =
    hints.length > 0 ? `<div class="hints" id="about-${name}">${list(hints)}</div>` : "";
  const optional = isOptional === true ? ` <span class="hint">(optional)</span>` : "";
  return `<label for="${name}">${escape(label)}${optional}</label>
        <input id="${name}" name="${name}" type="${type ?? "text"}" autocomplete="${autocomplete}"${value}${required}${described}>${about}`;
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
