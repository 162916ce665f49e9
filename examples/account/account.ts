/** What the account pages do, in the words of no framework. Django: `django.contrib.auth.views`. */
import { IntegrityError, ValidationError, urlHasAllowedHostAndScheme } from "async-django-session";
import type { Backend, DescribedUserModel, Session, User } from "async-django-session";
import { AccountPages } from "./pages.ts";

/** A request's visitor, as every framework gives it. */
export interface Visitor {
  getSession(): Promise<Session>;
  getUser(): Promise<User>;
  csrfToken(): Promise<string>;
}

/** The fields of a form, or of a query. */
export type Fields = Readonly<Record<string, unknown>>;

/** A page to show, or where to go. */
export type Answer = { readonly html: string } | { readonly location: string };

const HOME = "/account";

/** The account pages of one site. */
export class Account {
  readonly #backend: Backend;
  readonly #pages: AccountPages;
  /** What people sign in by. Django: `USERNAME_FIELD`. */
  readonly #nameField: string;
  readonly #emailField: string | null;

  /** `app` names the service to its visitors; `userModel` is the site's own, where it is not Django's. */
  constructor(app: string, backend: Backend, userModel?: DescribedUserModel) {
    const { usernameField = "username", emailField = "email", fields = {} } = userModel ?? {};
    this.#backend = backend;
    this.#nameField = usernameField;
    this.#emailField = emailField === usernameField ? null : emailField;
    this.#pages = new AccountPages({
      app,
      nameLabel: fields[usernameField]?.verboseName ?? usernameField,
      isNameEmail: emailField === usernameField,
      asksEmail: this.#emailField !== null,
      passwordHints: backend.passwordValidatorsHelpTexts,
    });
  }

  async home(visitor: Visitor): Promise<Answer> {
    const user = await visitor.getUser();
    if (!user.isAuthenticated) return { html: this.#pages.nobody() };
    const { username, isStaff, isSuperuser } = user;
    const permissions = [...(await user.getAllPermissions())].sort();
    const person = { username, isStaff, isSuperuser, permissions };
    return { html: this.#pages.person(person, await visitor.csrfToken()) };
  }

  async loginForm(visitor: Visitor, query: Fields): Promise<Answer> {
    const token = await visitor.csrfToken();
    return { html: this.#pages.login({ token, next: text(query, "next") }) };
  }

  async login(visitor: Visitor, form: Fields): Promise<Answer> {
    const [username, password, next] = texts(form, "username", "password", "next");
    const user = await this.#backend.authenticate({ username, password });
    if (user === null) {
      const wrong = `Please enter a correct ${this.#pages.nameLabel} and password. Note that both fields may be case-sensitive.`;
      const token = await visitor.csrfToken();
      return {
        html: this.#pages.login({ token, problems: [wrong], typed: { username }, next }),
      };
    }
    await this.#backend.login(await visitor.getSession(), user);
    return { location: urlHasAllowedHostAndScheme(next, []) ? next : HOME };
  }

  async registerForm(visitor: Visitor): Promise<Answer> {
    return { html: this.#pages.register({ token: await visitor.csrfToken() }) };
  }

  async register(visitor: Visitor, form: Fields): Promise<Answer> {
    const [username, email] = texts(form, "username", "email");
    try {
      const user = await this.#create(form);
      await this.#backend.login(await visitor.getSession(), user);
      return { location: HOME };
    } catch (error) {
      const problems = problemsOf(error, this.#pages.nameLabel);
      const token = await visitor.csrfToken();
      return { html: this.#pages.register({ token, problems, typed: { username, email } }) };
    }
  }

  async passwordForm(visitor: Visitor): Promise<Answer> {
    return { html: this.#pages.password({ token: await visitor.csrfToken() }) };
  }

  /** Signs out all the user's browsers but this one. */
  async changePassword(visitor: Visitor, form: Fields): Promise<Answer> {
    const user = await visitor.getUser();
    try {
      if (!(await user.checkPassword(text(form, "old")))) {
        throw problem("Your old password was entered incorrectly. Please enter it again.");
      }
      await user.setPassword(await this.#newPassword(form, user));
      await user.save();
      await this.#backend.updateSessionAuthHash(await visitor.getSession(), user);
      return { location: HOME };
    } catch (error) {
      const problems = problemsOf(error, this.#pages.nameLabel);
      return { html: this.#pages.password({ token: await visitor.csrfToken(), problems }) };
    }
  }

  async logout(visitor: Visitor): Promise<Answer> {
    await this.#backend.logout(await visitor.getSession());
    return { location: HOME };
  }

  async #create(form: Fields): Promise<User> {
    const [username, email] = texts(form, "username", "email");
    const isName = this.#emailField === null ? isEmail(username) : isUsername(username);
    if (!isName) throw problem(`Enter a valid ${this.#pages.nameLabel}.`);
    const asked = this.#emailField === null ? {} : { [this.#emailField]: email };
    const fields = { ...asked, [this.#nameField]: username };
    const password = await this.#newPassword(form, fields);
    return this.#backend.createUser({ ...fields, password });
  }

  /** The password that was typed twice, if the site's rules allow it. @throws ValidationError. */
  async #newPassword(form: Fields, user: User | Fields): Promise<string> {
    const [password1, password2] = texts(form, "password1", "password2");
    if (password1 === "") throw problem("Enter a password.");
    if (password1 !== password2) throw problem("The two password fields didn’t match.");
    await this.#backend.validatePassword(password1, user);
    return password1;
  }
}

function problem(message: string): ValidationError {
  return new ValidationError([{ message, code: "invalid", params: {} }]);
}

/** What to tell a person. An error that is no fault of theirs goes on. */
function problemsOf(error: unknown, nameLabel: string): readonly string[] {
  if (error instanceof ValidationError) return error.messages;
  if (error instanceof IntegrityError) return [`A user with that ${nameLabel} already exists.`];
  throw error;
}

/** Django: `UnicodeUsernameValidator`. */
function isUsername(name: string): boolean {
  return /^[\p{L}\p{N}_.@+-]+$/u.test(name);
}

function isEmail(name: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(name);
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

function texts<Names extends string[]>(
  fields: Fields,
  ...names: Names
): { [Index in keyof Names]: string } {
  return names.map((name) => text(fields, name)) as { [Index in keyof Names]: string };
}
