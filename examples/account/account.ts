/** What the account pages do, in the words of no framework. Django: `django.contrib.auth.views`. */
import {
  IntegrityError,
  PasswordValidators,
  ValidationError,
  urlHasAllowedHostAndScheme,
} from "async-django-session";
import type { Backend, Session, User } from "async-django-session";
import { LOGIN, PASSWORD, REGISTER, accountPage, formPage } from "./pages.ts";

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
const MISMATCH = "The two password fields didn’t match.";

/** The account pages of one site. */
export class Account {
  readonly #backend: Backend;
  readonly #validators: PasswordValidators;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#validators = new PasswordValidators({
      validators: backend.settings.AUTH_PASSWORD_VALIDATORS,
    });
  }

  async home(visitor: Visitor): Promise<Answer> {
    const user = await visitor.getUser();
    if (!user.isAuthenticated) return { html: accountPage(null, "") };
    const { username, isStaff, isSuperuser } = user;
    const permissions = [...(await user.getAllPermissions())].sort();
    const person = { username, isStaff, isSuperuser, permissions };
    return { html: accountPage(person, await visitor.csrfToken()) };
  }

  async loginForm(visitor: Visitor, query: Fields): Promise<Answer> {
    return {
      html: formPage(LOGIN, { token: await visitor.csrfToken(), next: text(query, "next") }),
    };
  }

  async login(visitor: Visitor, form: Fields): Promise<Answer> {
    const [username, password, next] = texts(form, "username", "password", "next");
    const user = await this.#backend.authenticate({ username, password });
    if (user === null) {
      const problems = [
        "Please enter a correct username and password. Note that both fields may be case-sensitive.",
      ];
      const token = await visitor.csrfToken();
      return { html: formPage(LOGIN, { token, problems, typed: { username }, next }) };
    }
    await this.#backend.login(await visitor.getSession(), user);
    return { location: urlHasAllowedHostAndScheme(next, []) ? next : HOME };
  }

  async registerForm(visitor: Visitor): Promise<Answer> {
    const hints = this.#validators.passwordValidatorsHelpTexts();
    return { html: formPage(REGISTER, { token: await visitor.csrfToken(), hints }) };
  }

  async register(visitor: Visitor, form: Fields): Promise<Answer> {
    const [username, email] = texts(form, "username", "email");
    const problems = [
      ...usernameProblems(username),
      ...(await this.#passwordProblems(form, { username, email })),
    ];
    const user = problems.length > 0 ? null : await this.#create(form);
    if (user !== null) {
      await this.#backend.login(await visitor.getSession(), user);
      return { location: HOME };
    }
    const shown = problems.length > 0 ? problems : ["A user with that username already exists."];
    const token = await visitor.csrfToken();
    return { html: formPage(REGISTER, { token, problems: shown, typed: { username, email } }) };
  }

  async passwordForm(visitor: Visitor): Promise<Answer> {
    const hints = this.#validators.passwordValidatorsHelpTexts();
    return { html: formPage(PASSWORD, { token: await visitor.csrfToken(), hints }) };
  }

  /** Signs out all the user's browsers but this one. */
  async changePassword(visitor: Visitor, form: Fields): Promise<Answer> {
    const user = await visitor.getUser();
    const isOld = await user.checkPassword(text(form, "old"));
    const problems = isOld
      ? await this.#passwordProblems(form, user.toJSON() ?? {})
      : ["Your old password was entered incorrectly. Please enter it again."];
    if (problems.length > 0) {
      return { html: formPage(PASSWORD, { token: await visitor.csrfToken(), problems }) };
    }
    await user.setPassword(text(form, "password1"));
    await user.save();
    await this.#backend.updateSessionAuthHash(await visitor.getSession(), user);
    return { location: HOME };
  }

  async logout(visitor: Visitor): Promise<Answer> {
    await this.#backend.logout(await visitor.getSession());
    return { location: HOME };
  }

  /** The new user, or null where the name is taken. */
  async #create(form: Fields): Promise<User | null> {
    const [username, email, password] = texts(form, "username", "email", "password1");
    try {
      return await this.#backend.createUser({ username, email, password });
    } catch (error) {
      if (error instanceof IntegrityError) return null;
      throw error;
    }
  }

  async #passwordProblems(form: Fields, user: Fields): Promise<string[]> {
    const [password1, password2] = texts(form, "password1", "password2");
    if (password1 !== password2) return [MISMATCH];
    if (password1 === "") return ["This field is required."];
    try {
      await this.#validators.validatePassword(password1, user);
      return [];
    } catch (error) {
      if (error instanceof ValidationError) return error.messages;
      throw error;
    }
  }
}

/** Django: `UnicodeUsernameValidator`, and the length of the column. */
function usernameProblems(username: string): string[] {
  if (/^[\p{L}\p{N}_.@+-]{1,150}$/u.test(username)) return [];
  return [
    "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.",
  ];
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
