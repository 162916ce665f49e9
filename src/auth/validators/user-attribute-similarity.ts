/** Django: `UserAttributeSimilarityValidator`. */
import { length, words } from "./python-text.ts";
import { quickRatio } from "./quick-ratio.ts";
import { badOption, onlyOptions, problem } from "./validator.ts";
import type { ValidatorFactory } from "./validator.ts";

const NAME = "UserAttributeSimilarityValidator";
const DEFAULT_ATTRIBUTES = ["username", "first_name", "last_name", "email"];

/** Refuses passwords that resemble what is known of the person. */
export const userAttributeSimilarityValidator: ValidatorFactory = (options, site) => {
  onlyOptions(NAME, options, "user_attributes", "max_similarity");
  const { attributes, most } = checked(options);
  return {
    validate(password, user) {
      const low = password.toLowerCase();
      const found = attributes.find((name) => isTooSimilar(low, user?.[name], most));
      if (found === undefined) return null;
      const name = site.verboseName(found);
      const message = `The password is too similar to the ${name}.`;
      return problem("password_too_similar", message, { verbose_name: name });
    },
    helpText: () => "Your password can’t be too similar to your other personal information.",
  };
};

function checked(options: Readonly<Record<string, unknown>>): {
  readonly attributes: readonly string[];
  readonly most: number;
} {
  const { user_attributes: attributes = DEFAULT_ATTRIBUTES, max_similarity: most = 0.7 } = options;
  if (!Array.isArray(attributes) || !attributes.every((name) => typeof name === "string")) {
    throw badOption(NAME, "user_attributes must be a list of names");
  }
  if (typeof most !== "number" || !(most >= 0.1)) {
    throw badOption(NAME, "max_similarity must be at least 0.1");
  }
  return { attributes, most };
}

function isTooSimilar(password: string, value: unknown, most: number): boolean {
  if (typeof value !== "string" || value === "") return false;
  const size = length(password);
  const low = value.toLowerCase();
  return [...words(low), low].some(
    (part) => !isMuchLonger(size, length(part), most) && quickRatio(password, part) >= most,
  );
}

/** Whether the lengths alone rule out a resemblance. Django: `exceeds_maximum_length_ratio`. */
function isMuchLonger(password: number, value: number, most: number): boolean {
  return password >= 10 * value && value < (most / 2) * password;
}
