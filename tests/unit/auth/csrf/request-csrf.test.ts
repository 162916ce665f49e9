/** CSRF protection of one request: what it asks of the request and the session, and what it leaves in the response. */
import { describe, expect, test } from "vitest";
import type { CsrfSettings } from "../../../../src/auth/csrf/csrf-settings.ts";
import { RequestCsrf } from "../../../../src/auth/csrf/request-csrf.ts";
import { maskSecret, unmaskToken } from "../../../../src/auth/csrf/tokens.ts";
import { CsrfFailure } from "../../../../src/errors.ts";
import { csrfSettings } from "../../../interop/csrf/sides.ts";

const SECRET = "abcdefghijklmnopqrstuvwxyzABCDEF";
const NOW = Date.UTC(2023, 10, 14, 22, 13, 20);

interface Asked {
  readonly method?: string;
  readonly cookie?: string;
  readonly header?: string;
  readonly version?: string;
  readonly settings?: Partial<CsrfSettings>;
}

/** A request, its session as a Map, and the headers of its response. */
class Visit {
  readonly session = new Map<string, unknown>();
  readonly headers = new Headers();
  loads = 0;
  readonly csrf: RequestCsrf;

  constructor({ method = "GET", cookie, header, version = "5.2", settings }: Asked = {}) {
    const sent: Record<string, string | undefined> = {
      host: "example.com",
      cookie: cookie === undefined ? undefined : `a=b; csrftoken=${cookie}`,
      "x-csrftoken": header,
    };
    const request = {
      method,
      encrypted: false,
      serverName: "example.com",
      serverPort: 80,
      header: (name: string) => sent[name],
    };
    const site = {
      settings: { ...csrfSettings(version), ...settings },
      clock: { epoch: () => NOW },
    };
    this.csrf = new RequestCsrf(site, request, async () => {
      this.loads++;
      return this.session;
    });
  }

  /** Ends the request; the cookies of the response. */
  async end(): Promise<string[]> {
    await this.csrf.store();
    this.csrf.close(this.headers);
    return this.headers.getSetCookie();
  }
}

function valueOf(cookie: string | undefined): string {
  return /^csrftoken=(\w*)/.exec(cookie ?? "")?.[1] ?? "";
}

describe("the cookie", () => {
  test("is left alone when nobody asks for a token", async () => {
    for (const cookie of [undefined, SECRET, maskSecret(SECRET)]) {
      const visit = new Visit(cookie === undefined ? {} : { cookie });
      expect(visit.csrf.isDue).toBe(false);
      expect(await visit.end()).toEqual([]);
      expect(visit.headers.get("Vary")).toBeNull();
    }
  });

  test("is set with the first token, and the token is of its secret", async () => {
    const visit = new Visit();
    const tokens = [await visit.csrf.token(), await visit.csrf.token()];
    expect(visit.csrf.isDue).toBe(true);
    visit.headers.set("Vary", "Accept");
    const [cookie, ...others] = await visit.end();
    expect(others).toEqual([]);
    expect(cookie).toMatch(
      /^csrftoken=[a-zA-Z0-9]{32}; expires=Tue, 12 Nov 2024 22:13:20 GMT; Max-Age=31449600; Path=\/; SameSite=Lax$/,
    );
    expect(visit.headers.get("Vary")).toBe("Accept, Cookie");
    expect(new Set(tokens).size).toBe(2);
    expect(new Set(tokens.map(unmaskToken))).toEqual(new Set([valueOf(cookie)]));
  });

  test("has the attributes of the settings", async () => {
    const visit = new Visit({
      settings: {
        CSRF_COOKIE_NAME: "xsrf",
        CSRF_COOKIE_AGE: null,
        CSRF_COOKIE_DOMAIN: ".example.com",
        CSRF_COOKIE_PATH: "/app",
        CSRF_COOKIE_SECURE: true,
        CSRF_COOKIE_HTTPONLY: true,
        CSRF_COOKIE_SAMESITE: "Strict",
      },
    });
    await visit.csrf.token();
    expect(await visit.end()).toEqual([
      expect.stringMatching(
        /^xsrf=\w{32}; Domain=\.example\.com; HttpOnly; Path=\/app; SameSite=Strict; Secure$/,
      ),
    ]);
  });

  test("keeps its secret, and its expiry is renewed with each token", async () => {
    for (const cookie of [SECRET, maskSecret(SECRET)]) {
      const visit = new Visit({ cookie });
      expect(unmaskToken(await visit.csrf.token())).toBe(SECRET);
      expect((await visit.end()).map(valueOf)).toEqual([SECRET]);
    }
  });

  test("is the same for all who ask at once", async () => {
    const visit = new Visit();
    const tokens = await Promise.all([1, 2, 3].map(() => visit.csrf.token()));
    const [cookie] = await visit.end();
    expect(new Set(tokens.map(unmaskToken))).toEqual(new Set([valueOf(cookie)]));
  });

  test.each(["abc", "", `${SECRET.slice(1)}-`])(
    "is replaced at once when it is %j",
    async (bad) => {
      const visit = new Visit({ cookie: bad });
      expect(visit.csrf.isDue).toBe(true);
      expect((await visit.end()).map(valueOf)).toEqual([expect.stringMatching(/^\w{32}$/)]);
    },
  );

  test("is replaced only with a token before Django 4.0", async () => {
    const idle = new Visit({ cookie: "abc", version: "3.2" });
    expect(idle.csrf.isDue).toBe(false);
    expect(await idle.end()).toEqual([]);
    const asked = new Visit({ cookie: "abc", version: "3.2" });
    const token = await asked.csrf.token();
    const [cookie] = (await asked.end()).map(valueOf);
    expect(cookie).toMatch(/^\w{64}$/);
    expect(unmaskToken(cookie!)).toBe(unmaskToken(token));
  });

  test("is new after a rotation, whatever token was asked for before", async () => {
    const visit = new Visit({ cookie: SECRET });
    expect(unmaskToken(await visit.csrf.token())).toBe(SECRET);
    visit.csrf.rotate();
    const token = await visit.csrf.token();
    const [cookie] = (await visit.end()).map(valueOf);
    expect(cookie).not.toBe(SECRET);
    expect(unmaskToken(token)).toBe(cookie);
  });

  test("is masked where CSRF_COOKIE_MASKED is known, and the token is good all the same", async () => {
    const settings = { CSRF_COOKIE_MASKED: true };
    const visit = new Visit({ version: "4.2", settings });
    const token = await visit.csrf.token();
    const [cookie] = (await visit.end()).map(valueOf);
    expect(cookie).toMatch(/^\w{64}$/);
    expect(unmaskToken(cookie!)).toBe(unmaskToken(token));
  });
});

describe("the check", () => {
  test("passes with the token of the form or the header", async () => {
    const token = maskSecret(SECRET);
    await new Visit({ method: "POST", cookie: SECRET }).csrf.check(token);
    await new Visit({ method: "DELETE", cookie: SECRET, header: token }).csrf.check();
  });

  test("fails with Django's reason, and says what to do", async () => {
    const failure = await new Visit({ method: "POST", cookie: SECRET }).csrf
      .check()
      .catch((e) => e);
    expect(failure).toBeInstanceOf(CsrfFailure);
    expect(failure).toMatchObject({
      code: "CSRF_FAILED",
      status: 403,
      statusCode: 403,
      reason: "CSRF token missing.",
      message: expect.stringMatching(/^CSRF verification failed\. CSRF token missing\. Send .*\.$/),
    });
    expect(await failure.getResponse().text()).toBe("Forbidden");
  });

  test("goes by the cookie that came, though the token was rotated", async () => {
    const visit = new Visit({ method: "POST", cookie: SECRET });
    visit.csrf.rotate();
    await visit.csrf.check(maskSecret(SECRET));
    await expect(visit.csrf.check(await visit.csrf.token())).resolves.toBeUndefined();
    const other = new Visit({ method: "POST", cookie: SECRET });
    other.csrf.rotate();
    await expect(other.csrf.check(await other.csrf.token())).rejects.toThrow("incorrect");
  });

  test("is done once, and failed as often as it is done", async () => {
    const visit = new Visit({ method: "POST", cookie: SECRET });
    await expect(visit.csrf.check()).rejects.toThrow(CsrfFailure);
    await expect(visit.csrf.check()).rejects.toThrow(CsrfFailure);
    await visit.csrf.check(SECRET);
    await visit.csrf.check();
  });

  test.each([
    ["Origin", { Origin: "http://evil.com" }, /ALLOWED_HOSTS/],
    ["Referer", {}, /CSRF_TRUSTED_ORIGINS/],
  ])("names the settings when the %s is at fault", async (kind, headers, settings) => {
    const sent = new Map(Object.entries({ Host: "a.com", ...headers }));
    const csrf = new RequestCsrf(
      { settings: csrfSettings("5.2"), clock: { epoch: () => NOW } },
      {
        method: "POST",
        encrypted: true,
        serverName: "a.com",
        serverPort: 443,
        header: (name) => sent.get(name.replace(/^./, (letter) => letter.toUpperCase())),
      },
      async () => new Map(),
    );
    const failure = await csrf.check().catch((e) => e);
    expect(failure.reason).toMatch(new RegExp(`^${kind} checking failed - `));
    expect(failure.fix).toMatch(settings);
  });
});

describe("with CSRF_USE_SESSIONS", () => {
  const settings = { CSRF_USE_SESSIONS: true };

  test("the session holds the secret, and no cookie is set", async () => {
    const visit = new Visit({ settings });
    const token = await visit.csrf.token();
    expect(visit.session.size).toBe(0);
    expect(await visit.end()).toEqual([]);
    expect(visit.session.get("_csrftoken")).toBe(unmaskToken(token));
    expect(visit.headers.get("Vary")).toBeNull();
  });

  test("the session is read when it is needed, and no sooner", async () => {
    const visit = new Visit({ settings, cookie: "bad" });
    expect(visit.csrf.isDue).toBe(false);
    await visit.csrf.check();
    await visit.end();
    expect(visit.loads).toBe(0);
  });

  test("a session that has the secret is not written", async () => {
    const visit = new Visit({ settings });
    visit.session.set("_csrftoken", SECRET);
    const written = visit.session.set.bind(visit.session);
    let writes = 0;
    visit.session.set = (...entry) => {
      writes++;
      return written(...entry);
    };
    expect(unmaskToken(await visit.csrf.token())).toBe(SECRET);
    await visit.end();
    expect(writes).toBe(0);
  });

  test("a masked secret of an older Django is kept, and stored bare", async () => {
    const visit = new Visit({ settings });
    visit.session.set("_csrftoken", maskSecret(SECRET));
    expect(unmaskToken(await visit.csrf.token())).toBe(SECRET);
    await visit.end();
    expect(visit.session.get("_csrftoken")).toBe(SECRET);
  });

  test("the token survives a session that is emptied after it was asked for", async () => {
    const visit = new Visit({ settings });
    visit.session.set("_csrftoken", SECRET);
    const token = await visit.csrf.token();
    visit.session.clear();
    await visit.end();
    expect(visit.session.get("_csrftoken")).toBe(unmaskToken(token));
  });

  test("the check goes by the session, and a rotation replaces what it holds", async () => {
    const visit = new Visit({ settings, method: "POST", cookie: "Z".repeat(32) });
    visit.session.set("_csrftoken", SECRET);
    visit.csrf.rotate();
    await visit.csrf.check(maskSecret(SECRET));
    await visit.end();
    expect(visit.session.get("_csrftoken")).toMatch(/^\w{32}$/);
    expect(visit.session.get("_csrftoken")).not.toBe(SECRET);
  });
});

describe("after the head of the response has gone", () => {
  test("a token of a secret that the visitor has can still be made", async () => {
    const visit = new Visit({ cookie: SECRET });
    await visit.end();
    expect(unmaskToken(await visit.csrf.token())).toBe(SECRET);
    expect(visit.csrf.isDue).toBe(false);
  });

  test("a new one cannot, nor a rotation", async () => {
    const visit = new Visit();
    await visit.end();
    await expect(visit.csrf.token()).rejects.toMatchObject({ code: "SESSION_SEALED" });
    expect(() => visit.csrf.rotate()).toThrow(expect.objectContaining({ code: "SESSION_SEALED" }));
  });

  test("a second close adds nothing", async () => {
    const visit = new Visit();
    await visit.csrf.token();
    await visit.end();
    expect(await visit.end()).toHaveLength(1);
  });
});
