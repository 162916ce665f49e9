/** The keys of a cache as they are sent. Django: `BaseCache.make_key`. */
import { ImproperlyConfigured } from "../../errors.ts";
import type { CacheSettings } from "../../settings.ts";

/** What KEY_FUNCTION names in Python, as a function here. */
export type KeyFunction = (key: string, prefix: string, version: number) => string;

/** The site's way from a key to the whole one. @throws ImproperlyConfigured for a KEY_FUNCTION that was not given here too. */
export function keyMaker(
  alias: string,
  settings: CacheSettings,
  keyFunction: KeyFunction | undefined,
): (key: string) => string {
  const { KEY_PREFIX = "", VERSION = 1, KEY_FUNCTION = null } = settings;
  if (keyFunction !== undefined) return (key) => keyFunction(key, KEY_PREFIX, VERSION);
  if (KEY_FUNCTION !== null) {
    throw new ImproperlyConfigured(
      `The cache "${alias}" has a KEY_FUNCTION, which is written in Python.`,
      {
        fix: "Write it in TypeScript too, and pass it to the adapter: { keyFunction: (key, prefix, version) => … }.",
      },
    );
  }
  return (key) => `${KEY_PREFIX}:${VERSION}:${key}`;
}
