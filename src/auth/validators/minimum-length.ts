/** Django: `MinimumLengthValidator`. */
import { length } from "./python-text.ts";
import { badOption, onlyOptions, problem } from "./validator.ts";
import type { ValidatorFactory } from "./validator.ts";

const NAME = "MinimumLengthValidator";

/** Takes passwords of `min_length` characters or more. */
export const minimumLengthValidator: ValidatorFactory = (options) => {
  onlyOptions(NAME, options, "min_length");
  const { min_length: least = 8 } = options;
  if (typeof least !== "number") throw badOption(NAME, "min_length must be a number");
  const characters = `at least ${least} character${least === 1 ? "" : "s"}.`;
  return {
    validate(password) {
      if (length(password) >= least) return null;
      const message = `This password is too short. It must contain ${characters}`;
      return problem("password_too_short", message, { min_length: least });
    },
    helpText: () => `Your password must contain ${characters}`,
  };
};
