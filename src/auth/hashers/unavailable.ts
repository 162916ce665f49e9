/** Hashers that are known by name, and of which the work cannot be done: their library was not passed, or there is none. */
import { ImproperlyConfigured } from "../../errors.ts";
import type { HasherFactory, PasswordHasher } from "./hasher.ts";

class Unavailable implements PasswordHasher {
  readonly algorithm: string;
  readonly #what: string;
  readonly #fix: string;

  constructor(algorithm: string, what: string, fix: string) {
    this.algorithm = algorithm;
    this.#what = what;
    this.#fix = fix;
  }

  async encode(): Promise<string> {
    throw this.#error();
  }

  async verify(): Promise<boolean> {
    throw this.#error();
  }

  mustUpdate(): boolean {
    throw this.#error();
  }

  async hardenRuntime(): Promise<void> {
    throw this.#error();
  }

  #error(): ImproperlyConfigured {
    return new ImproperlyConfigured(this.#what, { fix: this.#fix });
  }
}

/** A hasher whose library must be passed; the error that stands in for its work says how. Django: `_load_library`. */
export function hasherWithoutLibrary(
  path: string,
  algorithm: string,
  library: string,
  call: string,
): HasherFactory {
  const what = `The library of the password hasher ${algorithm} was not passed.`;
  const fix = `Install it by "npm install ${library}" and pass it by the option passwordHashers: { "${path}": ${call} }.`;
  return () => new Unavailable(algorithm, what, fix);
}

/** Unix crypt, which Django dropped in 5.0: recognised, so that the error says what it is. */
export function cryptHasher(): HasherFactory {
  const what = "Passwords that are stored by Unix crypt cannot be checked here.";
  const fix = "Let the user sign in to Django, which stores the password anew, or give a new one.";
  return () => new Unavailable("crypt", what, fix);
}
