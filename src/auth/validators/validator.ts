/** The seam of password validators. */
import { ImproperlyConfigured } from "../../errors.ts";
import type { ValidationProblem } from "../../errors.ts";

/** What is known of the person, by the names of the user model's attributes. */
export type UserAttributes = Readonly<Record<string, unknown>>;

/** A rule for new passwords. */
export interface PasswordValidator {
  /** What is wrong with a password, or null. Django's `validate()` raises it. */
  validate(
    password: string,
    user: UserAttributes | null,
  ): ValidationProblem | null | Promise<ValidationProblem | null>;
  /** What to tell people before they choose. Django: `get_help_text()`. */
  helpText(): string;
}

/** What a validator depends on, its OPTIONS aside. */
export interface ValidatorSite {
  /** What people call an attribute of the user. Django: `verbose_name`. */
  verboseName(attribute: string): string;
}

/** Makes a validator of its OPTIONS. @throws ImproperlyConfigured naming an option that is unknown or ill-typed. */
export type ValidatorFactory = (
  options: Readonly<Record<string, unknown>>,
  site: ValidatorSite,
) => PasswordValidator;

/** A problem without anything filled in. */
export function problem(
  code: string,
  message: string,
  params: Readonly<Record<string, unknown>> = {},
): ValidationProblem {
  return { message, code, params };
}

/** Refuses OPTIONS that a validator does not have, as a Python class refuses arguments. */
export function onlyOptions(
  validator: string,
  options: Readonly<Record<string, unknown>>,
  ...names: readonly string[]
): void {
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new ImproperlyConfigured(
    `The ${validator} of AUTH_PASSWORD_VALIDATORS has no option ${unknown}.`,
    {
      fix: names.length === 0 ? "It has none." : `It has ${names.join(", ")}.`,
    },
  );
}

/** An option must be something else. */
export function badOption(validator: string, what: string): ImproperlyConfigured {
  return new ImproperlyConfigured(`The ${validator} of AUTH_PASSWORD_VALIDATORS: ${what}.`);
}
