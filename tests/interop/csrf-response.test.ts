/** What Django and we leave in the response and in the session, and that a form of either side posts to the other. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RequestCsrf } from "../../src/auth/csrf/request-csrf.ts";
import { unmaskToken } from "../../src/auth/csrf/tokens.ts";
import { Backend } from "../../src/backend.ts";
import { betterSqlite3Database } from "../../src/databases/better-sqlite3.ts";
import type { Session } from "../../src/session/session.ts";
import { djangoVersions, startDjango } from "../django/server.ts";
import type { DjangoSite } from "../django/server.ts";
import type { CsrfCase } from "./csrf/cases.ts";
import { askDjango, csrfSettings, factsOf, portOf } from "./csrf/sides.ts";
import type { DjangoAnswer } from "./csrf/sides.ts";

const SECRET = "abcdefghijklmnopqrstuvwxyzABCDEF";
const MASKED = "012345678901234567890123456789ab02468acegiacegikmoqskmoqsuwyACEG";
const SECRET_KEY = "django-insecure-for-tests-only";

const COOKIES: Readonly<Record<string, string | undefined>> = {
  "no cookie": undefined,
  "a bare cookie": SECRET,
  "a masked cookie": MASKED,
  "a bad cookie": "abc",
};
const STEPS: readonly (readonly string[])[] = [
  [],
  ["token"],
  ["rotate"],
  ["token", "rotate"],
  ["rotate", "token"],
];
const SETTINGS: readonly CsrfCase["settings"][] = [
  {},
  {
    CSRF_COOKIE_NAME: "xsrf",
    CSRF_COOKIE_DOMAIN: ".example.com",
    CSRF_COOKIE_PATH: "/app",
    CSRF_COOKIE_SECURE: true,
    CSRF_COOKIE_HTTPONLY: true,
    CSRF_COOKIE_SAMESITE: "Strict",
  },
  { CSRF_COOKIE_AGE: null },
  { CSRF_COOKIE_AGE: 0, CSRF_COOKIE_SAMESITE: false },
];

interface Response extends CsrfCase {
  readonly steps: readonly string[];
}

const responses: readonly Response[] = SETTINGS.flatMap((settings = {}, index) =>
  Object.entries(COOKIES).flatMap(([cookieName, cookie]) =>
    STEPS.flatMap((steps) =>
      ["GET", "POST"].map((method) => ({
        name: `${method} with ${cookieName}, then ${steps.join(" and ") || "nothing"}, settings ${index}`,
        method,
        cookie,
        ...(method === "POST" && { form: MASKED }),
        settings,
        steps,
      })),
    ),
  ),
);

describe.each(djangoVersions())("Django %s", (version) => {
  const folder = mkdtempSync(join(tmpdir(), "csrf-response-"));
  const file = join(folder, "db.sqlite3");
  let site: DjangoSite;
  let database: Sqlite.Database;
  let backend: Backend;

  beforeAll(async () => {
    const settings = { MIDDLEWARE: ["django.contrib.sessions.middleware.SessionMiddleware"] };
    site = await startDjango({ version, databaseUrl: `sqlite:///${file}`, settings });
    database = new Sqlite(file, { timeout: 5000 });
    const ours = { SECRET_KEY, DJANGO_VERSION: version, USE_TZ: true, TIME_ZONE: "UTC" };
    backend = new Backend(betterSqlite3Database(database), ours);
  });
  afterAll(async () => {
    await site.stop();
    database.close();
    rmSync(folder, { recursive: true });
  });

  /** The case on our side. */
  function visit(sent: CsrfCase, session?: Session): RequestCsrf {
    const settings = csrfSettings(version, sent.settings);
    return new RequestCsrf(
      { settings, clock: { epoch: () => Date.now() } },
      factsOf(sent, portOf(site)),
      () => session?.load() ?? Promise.reject(new Error("The session is not to be read.")),
    );
  }

  /** What we answer. */
  async function answer(sent: Response): Promise<DjangoAnswer> {
    const csrf = visit(sent);
    const failure = await csrf.check(sent.form).catch((error) => error);
    const reason: string | null = failure?.reason ?? null;
    let token: string | null = null;
    for (const step of reason === null ? sent.steps : []) {
      if (step === "rotate") csrf.rotate();
      else token = await csrf.token();
    }
    const headers = new Headers();
    csrf.close(headers);
    const cookies = headers.getSetCookie();
    return {
      status: failure?.status ?? 200,
      headers: {
        ...(cookies.length > 0 && { "set-cookie": cookies }),
        ...(headers.has("vary") && { vary: headers.get("vary")! }),
      },
      reason,
      token,
    };
  }

  test.each(responses)("$name", async (sent) => {
    const theirs = describeAnswer(await askDjango(site, sent, { steps: sent.steps }));
    expect(describeAnswer(await answer(sent))).toEqual(theirs);
  });

  const inSession = { CSRF_USE_SESSIONS: true };
  const modes = [
    ["cookie", {}],
    ["session", inSession],
  ] as const;

  test.each(modes)("a form of ours posts to Django, by the %s", async (_, settings) => {
    const session = backend.getSession(null);
    const csrf = visit({ name: "our page", method: "GET", settings }, session);
    const form = await csrf.token();
    await csrf.store();
    await session.save();
    const headers = new Headers();
    csrf.close(headers);
    const cookie = /^csrftoken=(\w+)/.exec(headers.get("set-cookie") ?? "")?.[1];
    const post = { name: "posted to Django", cookie, form, settings };
    const key = session.key === null ? {} : { sessionKey: session.key };
    expect((await askDjango(site, post, key)).reason).toBeNull();
    const other = { ...post, form: unmaskToken(form).toUpperCase() };
    expect((await askDjango(site, other, key)).reason).toBe("CSRF token from POST incorrect.");
  });

  test.each(modes)("a form of Django's posts to us, by the %s", async (_, settings) => {
    const get = { name: "Django's page", method: "GET", settings };
    const page = await askDjango(site, get, { steps: ["token"] });
    const [cookies = ""] = [page.headers["set-cookie"]?.join("; ")];
    const session = backend.getSession(/sessionid=(\w+)/.exec(cookies)?.[1]);
    const cookie = /csrftoken=(\w+)/.exec(cookies)?.[1];
    const form = page.token!;
    const post = { name: "posted to us", cookie, form, settings };
    await expect(visit(post, session).check(form)).resolves.toBeUndefined();
    const other = unmaskToken(form).toUpperCase();
    await expect(visit(post, session).check(other)).rejects.toThrow("POST incorrect");
  });

  test("a session keeps its secret between both sides, and takes the new one of either", async () => {
    const session = backend.getSession(null);
    const ours = visit({ name: "our page", method: "GET", settings: inSession }, session);
    const first = await ours.token();
    await ours.store();
    await session.save();
    const sessionKey = session.key!;
    const get = { name: "Django's page", method: "GET", settings: inSession };
    const kept = await askDjango(site, get, { steps: ["token"], sessionKey });
    expect(unmaskToken(kept.token!)).toBe(unmaskToken(first));
    expect(kept.headers["set-cookie"]).toBeUndefined();
    const rotated = await askDjango(site, get, { steps: ["rotate", "token"], sessionKey });
    expect(unmaskToken(rotated.token!)).not.toBe(unmaskToken(first));
    const again = visit(get, backend.getSession(sessionKey));
    expect(unmaskToken(await again.token())).toBe(unmaskToken(rotated.token!));
  });
});

/** An answer without what is random in it. */
function describeAnswer({ status, headers, reason, token }: DjangoAnswer): object {
  const [cookie, ...others] = headers["set-cookie"] ?? [];
  const [, secret] = /^\w+=(\w+)/.exec(cookie ?? "") ?? [];
  return {
    status,
    reason,
    vary: headers.vary,
    cookie: cookie && describeCookie(cookie),
    others,
    token: token && [token.length, unmaskToken(token) === unmaskToken(secret ?? "")],
  };
}

/** Whether its secret is the visitor's or new, its form, and its attributes. */
function describeCookie(cookie: string): object {
  const [, name, text = "", attributes = ""] = /^(\w+)=(\w+)(.*)$/.exec(cookie) ?? [];
  const expires = /expires=([^;]+)/.exec(attributes)?.[1];
  const minutes = Math.round((Date.parse(expires ?? "") - Date.now()) / 60_000);
  return {
    name,
    form: text.length,
    secret: unmaskToken(text) === SECRET ? "kept" : "new",
    attributes: attributes.replace(expires ?? "", `in ${minutes} minutes`),
  };
}
