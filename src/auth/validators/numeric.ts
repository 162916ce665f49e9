/** Django: `NumericPasswordValidator`. */
import { isDigits } from "./python-text.ts";
import { onlyOptions, problem } from "./validator.ts";
import type { ValidatorFactory } from "./validator.ts";

/** Refuses passwords of digits alone. */
export const numericValidator: ValidatorFactory = (options) => {
  onlyOptions("NumericPasswordValidator", options);
  return {
    validate: (password) =>
      isDigits(password)
        ? problem("password_entirely_numeric", "This password is entirely numeric.")
        : null,
    helpText: () => "Your password can’t be entirely numeric.",
  };
};
