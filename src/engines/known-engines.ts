/** The engines that Django has, by the names that SESSION_ENGINE gives them, and those of the site's own. */
import { ImproperlyConfigured } from "../errors.ts";
import { dbEngine } from "./db.ts";
import type { EngineFactory } from "./engine.ts";
import { fileEngine } from "./file.ts";
import { signedCookiesEngine } from "./signed-cookies.ts";

/** Engines by the names that a site gives to SESSION_ENGINE. */
export type Engines = Readonly<Record<string, EngineFactory>>;

const DJANGO_ENGINES: Engines = {
  "django.contrib.sessions.backends.db": dbEngine(),
  "django.contrib.sessions.backends.file": fileEngine(),
  "django.contrib.sessions.backends.signed_cookies": signedCookiesEngine(),
};

/** The engine of that name. @throws ImproperlyConfigured when there is none. */
export function engineOf(name: string, own: Engines = {}): EngineFactory {
  const engines = { ...DJANGO_ENGINES, ...own };
  const found = Object.hasOwn(engines, name) ? engines[name] : undefined;
  if (found !== undefined) return found;
  throw new ImproperlyConfigured(`The SESSION_ENGINE ${name} is not known here.`, {
    fix: `Known are ${Object.keys(engines).join(", ")}. Describe an engine of your own by the option engines: { "${name}": dbEngine({ table, columns, … }) }.`,
  });
}
