/** Django: `CommonPasswordValidator`. */
import { strip } from "./python-text.ts";
import { badOption, onlyOptions, problem } from "./validator.ts";
import type { PasswordValidator, ValidatorFactory } from "./validator.ts";

const NAME = "CommonPasswordValidator";

/** Refuses the passwords of Django's list, which is loaded when the first is asked about. */
export const commonPasswordValidator: ValidatorFactory = (options) => {
  onlyOptions(NAME, options, "password_list_path");
  if (options["password_list_path"] !== undefined) {
    throw badOption(
      NAME,
      `password_list_path is a file of the Django project; read it yourself and pass its lines by the option passwordValidators: { "django.contrib.auth.password_validation.${NAME}": () => commonPasswordsValidator(lines) }`,
    );
  }
  return validatorOf(async () => (await import("./common-passwords.ts")).commonPasswords());
};

/** Refuses the passwords of a list of your own, in lower case. */
export function commonPasswordsValidator(passwords: Iterable<string>): PasswordValidator {
  const list = new Set(Array.from(passwords, strip));
  return validatorOf(async () => list);
}

function validatorOf(passwords: () => Promise<ReadonlySet<string>>): PasswordValidator {
  return {
    validate: async (password) =>
      (await passwords()).has(strip(password.toLowerCase()))
        ? problem("password_too_common", "This password is too common.")
        : null,
    helpText: () => "Your password can’t be a commonly used password.",
  };
}
