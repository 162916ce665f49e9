/** The rules for new passwords of a site. Django: `django.contrib.auth.password_validation`. */
import { ImproperlyConfigured, ValidationError } from "../../errors.ts";
import type { ValidationProblem } from "../../errors.ts";
import type { PasswordValidatorSettings } from "../../settings.ts";
import { commonPasswordValidator } from "./common-password.ts";
import { minimumLengthValidator } from "./minimum-length.ts";
import { numericValidator } from "./numeric.ts";
import { userAttributeSimilarityValidator } from "./user-attribute-similarity.ts";
import type { PasswordValidator, UserAttributes, ValidatorFactory } from "./validator.ts";

/** What the rules of a site depend on. */
export interface PasswordValidatorOptions {
  /** AUTH_PASSWORD_VALIDATORS. */
  readonly validators: readonly PasswordValidatorSettings[];
  /** Validators of the site's own, by dotted path. */
  readonly own?: Readonly<Record<string, ValidatorFactory>> | undefined;
  /** The `verbose_name` of the user model's fields, where it is not the field's name; those of `auth.User` unless told. */
  readonly verboseNames?: Readonly<Record<string, string>> | undefined;
}

const django = (name: string): string => `django.contrib.auth.password_validation.${name}`;

const DJANGO_VALIDATORS: Readonly<Record<string, ValidatorFactory>> = {
  [django("UserAttributeSimilarityValidator")]: userAttributeSimilarityValidator,
  [django("MinimumLengthValidator")]: minimumLengthValidator,
  [django("CommonPasswordValidator")]: commonPasswordValidator,
  [django("NumericPasswordValidator")]: numericValidator,
};

/** Of `auth.User`, those that are not the field's own name. */
const VERBOSE_NAMES: Readonly<Record<string, string>> = {
  first_name: "first name",
  last_name: "last name",
  email: "email address",
};

/** The rules for new passwords of one Django site. */
export class PasswordValidators {
  readonly #options: PasswordValidatorOptions;
  #made: readonly PasswordValidator[] | null = null;

  constructor(options: PasswordValidatorOptions) {
    this.#options = options;
  }

  /**
   * Checks a new password against all rules; `user` is what is known of the person. Django: `validate_password(password, user)`.
   * @throws ValidationError with all that is wrong.
   */
  async validatePassword(password: string, user: UserAttributes | null = null): Promise<void> {
    const problems: ValidationProblem[] = [];
    for (const validator of this.#validators()) {
      const found = await validator.validate(password, user);
      if (found !== null) problems.push(found);
    }
    if (problems.length > 0) throw new ValidationError(problems);
  }

  /** What to tell people before they choose. Django: `password_validators_help_texts()`. */
  passwordValidatorsHelpTexts(): string[] {
    return this.#validators().map((validator) => validator.helpText());
  }

  /** Made when first needed, as the hashers are. */
  #validators(): readonly PasswordValidator[] {
    this.#made ??= this.#options.validators.map((setting) => this.#make(setting));
    return this.#made;
  }

  #make({ NAME, OPTIONS = {} }: PasswordValidatorSettings): PasswordValidator {
    const { own = {}, verboseNames = VERBOSE_NAMES } = this.#options;
    const known = { ...DJANGO_VALIDATORS, ...own };
    const make = Object.hasOwn(known, NAME) ? known[NAME] : undefined;
    if (make === undefined) {
      throw new ImproperlyConfigured(`The password validator ${NAME} is not known here.`, {
        fix: `Describe it by the option passwordValidators: { "${NAME}": (options) => ({ validate, helpText }) }.`,
      });
    }
    return make(OPTIONS, {
      verboseName: (name) =>
        (Object.hasOwn(verboseNames, name) ? verboseNames[name] : undefined) ?? name,
    });
  }
}
