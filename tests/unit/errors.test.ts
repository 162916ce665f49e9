/** Every error: its code, its status, its remedy; and that none of them tells a secret. */
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { Backend } from "../../src/backend.ts";
import { betterSqlite3Database } from "../../src/databases/better-sqlite3.ts";
import { pgDatabase } from "../../src/databases/pg.ts";
import { dbEngine } from "../../src/engines/db.ts";
import * as errors from "../../src/errors.ts";
import type { ErrorCode, ErrorDetails } from "../../src/errors.ts";
import type { Session } from "../../src/session/session.ts";
import { siteSettings } from "../../src/settings.ts";
import { TimestampSigner } from "../../src/signing/timestamp-signer.ts";
import { loads } from "../../src/signing/signing.ts";
import { TestSite } from "./session/site.ts";

const { DjangoSessionError, HttpError, StoreError } = errors;

type ErrorClass = new (message: any, details?: ErrorDetails) => errors.DjangoSessionError;

/** Django's answer to each, where it is an answer. */
const CLASSES: Readonly<Record<string, { code: ErrorCode; status?: number; retryAfter?: number }>> =
  {
    BadSignature: { code: "BAD_SIGNATURE" },
    SignatureExpired: { code: "SIGNATURE_EXPIRED" },
    MalformedValue: { code: "MALFORMED_VALUE" },
    NotSerializable: { code: "NOT_SERIALIZABLE" },
    ForeignObject: { code: "FOREIGN_OBJECT" },
    ImproperlyConfigured: { code: "IMPROPERLY_CONFIGURED" },
    SessionNotLoaded: { code: "SESSION_NOT_LOADED" },
    UserNotLoaded: { code: "USER_NOT_LOADED" },
    IntegrityError: { code: "INTEGRITY_ERROR" },
    UserGone: { code: "USER_GONE" },
    LoginRequired: { code: "LOGIN_REQUIRED", status: 401 },
    PermissionDenied: { code: "PERMISSION_DENIED", status: 403 },
    SessionInterrupted: { code: "SESSION_INTERRUPTED", status: 400 },
    SessionSealed: { code: "SESSION_SEALED" },
    CreateError: { code: "SESSION_CREATE_FAILED" },
    InvalidSessionKey: { code: "INVALID_SESSION_KEY", status: 400 },
    SessionCookieTooLarge: { code: "SESSION_COOKIE_TOO_LARGE" },
    CsrfFailure: { code: "CSRF_FAILED", status: 403 },
    DisallowedHost: { code: "DISALLOWED_HOST", status: 400 },
    StoreUnavailable: { code: "STORE_UNAVAILABLE", status: 503, retryAfter: 1 },
    StoreRefused: { code: "STORE_REFUSED", status: 503, retryAfter: 1 },
    SessionConflict: { code: "SESSION_CONFLICT", status: 503, retryAfter: 1 },
    PasswordQueueFull: { code: "PASSWORD_QUEUE_FULL", status: 503, retryAfter: 5 },
    PasswordWorkRefused: { code: "PASSWORD_WORK_REFUSED" },
    ValidationError: { code: "VALIDATION_ERROR" },
  };
const ABSTRACT = ["DjangoSessionError", "HttpError", "StoreError"];

const make = (name: string, message: string, details?: ErrorDetails): errors.DjangoSessionError => {
  const Class = (errors as unknown as Record<string, ErrorClass>)[name];
  if (Class === undefined) throw new Error(`${name} is not exported.`);
  const text = { message, code: "invalid", params: {} };
  return name === "ValidationError" ? new Class([text]) : new Class(message, details);
};

test("the table holds every class", () => {
  expect(Object.keys(errors).sort()).toEqual([...Object.keys(CLASSES), ...ABSTRACT].sort());
  const codes = Object.values(CLASSES).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

describe.each(Object.entries(CLASSES))("%s", (name, { code, status, retryAfter }) => {
  test("has its code and its name, and is an Error of this package", () => {
    const error = make(name, "What happened.");
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(DjangoSessionError);
    expect([error.code, error.name]).toEqual([code, name]);
    expect(error.message).toContain("What happened.");
    expect(error.stack).toContain(name);
    expect("cause" in error).toBe(false);
  });

  test("ends its message with its remedy, and keeps its cause", () => {
    if (name === "ValidationError") return;
    const cause = new Error("why");
    const error = make(name, "What happened.", { fix: "Do that.", cause });
    expect(error.message).toMatch(/What happened\. Do that\.$/);
    expect([error.fix, error.cause]).toEqual(["Do that.", cause]);
  });

  test(status === undefined ? "is no answer" : `is the answer ${status}`, async () => {
    const error = make(name, "canary");
    expect(error instanceof HttpError).toBe(status !== undefined);
    if (!(error instanceof HttpError)) return;
    expect([error.status, error.statusCode]).toEqual([status, status]);
    const response = error.getResponse();
    expect(response.status).toBe(status);
    const retry = retryAfter === undefined ? null : String(retryAfter);
    expect(response.headers.get("Retry-After")).toBe(retry);
    expect(error.headers["Retry-After"] ?? null).toBe(retry);
    expect(await response.text()).toMatch(
      /^(?:Bad Request|Unauthorized|Forbidden|Service Unavailable)$/,
    );
    if (error instanceof StoreError) expect(error.retryAfter).toBe(retryAfter);
  });

  test("is told of in docs/errors.md", () => {
    const docs = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
    expect(docs).toContain(code);
    expect(docs).toContain(name);
  });
});

test("SignatureExpired is a BadSignature, as in Django", () => {
  expect(make("SignatureExpired", "")).toBeInstanceOf(errors.BadSignature);
});

const CANARY = "canary0canary0canary0canary0cana";
/** A secret, or something of the visitor's, in every place where there can be one. */
const SECRET = { SECRET_KEY: `canary-secret-${CANARY}` };

describe("no error tells a secret:", () => {
  let site: TestSite;
  let session: Session;
  beforeAll(async () => {
    site = new TestSite(SECRET);
    site.putRow(CANARY, site.backend.getSession().encode({ canary: "canary-data" }));
    session = await site.load(CANARY);
  });
  const elsewhere = (): TestSite => {
    const other = new TestSite(SECRET);
    other.putRow(CANARY, other.backend.getSession().encode({ canary: "canary-data" }));
    return other;
  };
  const signer = new TimestampSigner({ key: SECRET.SECRET_KEY });

  const failures: readonly [string, () => unknown][] = [
    ["an unloaded session", () => site.backend.getSession(CANARY).get("canary")],
    ["a value that cannot be stored", () => session.set("canary", () => "canary-data")],
    ["an object that cannot be stored", () => session.set("x", new Map([["canary", 1]])).save()],
    ["an expiry that cannot be set", () => session.setExpiry("canary" as never)],
    ["an expiry that cannot be read", () => session.getExpiryAge({ expiry: "canary" })],
    ["an expiry without an offset", () => session.getExpiryAge({ expiry: "2024-07-01T00:00:00" })],
    [
      "a sealed session",
      async () => {
        const sealed = await elsewhere().load(CANARY);
        sealed.seal();
        sealed.set("canary", "canary-data");
      },
    ],
    [
      "a deleted session",
      async () => {
        const other = elsewhere();
        const gone = await other.load(CANARY);
        other.deleteRow(CANARY);
        await gone.set("canary", "canary-new").save();
      },
    ],
    [
      "a key in use",
      async () => {
        const twice = await elsewhere().load(CANARY);
        await twice.save({ mustCreate: true });
      },
    ],
    [
      "a session overwritten by a stranger",
      async () => {
        const other = elsewhere();
        const mine = await other.load(CANARY);
        other.putRow(CANARY, "canary:strange:text");
        await mine.set("canary", "canary-new").save();
      },
    ],
    [
      "a session too large",
      async () => {
        const limits = { inflatedLength: 10 };
        const small = await new TestSite(SECRET, { limits }).load();
        await small.set("canary", "canary-new").save();
      },
    ],
    [
      "a missing table",
      async () => {
        const other = elsewhere();
        other.sqlite.exec("DROP TABLE django_session");
        await other.load(CANARY);
      },
    ],
    [
      "a table that refuses the row",
      async () => {
        const other = elsewhere();
        const mine = await other.load(CANARY);
        other.sqlite.exec(
          "CREATE TRIGGER t BEFORE UPDATE ON django_session BEGIN SELECT RAISE(ABORT, 'not so'); END",
        );
        await mine.set("canary", "canary-new").save();
      },
    ],
    [
      "a database that is down",
      async () => {
        const other = elsewhere();
        other.database.down = true;
        await other.load(CANARY);
      },
    ],
    ["a forged signature", () => signer.unsign(`${signer.sign("canary")}x`)],
    ["an old signature", () => signer.unsign(signer.sign("canary"), { maxAge: -1 })],
    ["a signature of no timestamp", () => signer.unsign("canary")],
    [
      "a signed text that is no JSON",
      () =>
        loads(
          new TimestampSigner({ key: "canary", salt: "django.core.signing" }).sign("Y2FuYXJ5"),
          { key: "canary" },
        ),
    ],
    [
      "an ill-typed setting",
      () => siteSettings({ ...SECRET, SESSION_COOKIE_AGE: "canary" } as never),
    ],
    ["an unknown setting", () => siteSettings({ ...SECRET, UNKNOWN: "canary" })],
    [
      "ill-typed fallbacks",
      () => siteSettings({ ...SECRET, SECRET_KEY_FALLBACKS: ["canary", ""] }),
    ],
    [
      "an engine that is not known",
      () => new Backend(site.database, { ...SECRET, SESSION_ENGINE: "x" }),
    ],
    ["a database that is none", () => new Backend(`postgres://canary@x` as never, SECRET)],
    ["a client that is none", () => pgDatabase("postgres://canary@x" as never)],
    [
      "a session column that cannot be bound",
      async () => {
        const engines = { own: dbEngine({ columns: (data) => ({ x: data as never }) }) };
        const settings = { ...SECRET, SESSION_ENGINE: "own" };
        const database = betterSqlite3Database(site.sqlite);
        const own = await new Backend(database, settings, { engines }).getSession().load();
        await own.set("canary", "canary-new").save();
      },
    ],
  ];

  test.each(failures)("%s", async (_, fail) => {
    const error = await (async () => fail())().then(
      () => expect.fail("Nothing was thrown."),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(DjangoSessionError);
    const { message, stack, cause } = error as Error;
    const shown = [
      message,
      // The frames name functions and files, which are no secrets.
      stack?.replaceAll(/^ {4}at .*$/gm, ""),
      inspect(error, { depth: 20, showHidden: true }).replaceAll(/^ +at .*$/gm, ""),
      JSON.stringify(error),
      inspect(cause, { depth: 20, showHidden: true }).replaceAll(/^ +at .*$/gm, ""),
    ];
    for (const text of shown) expect(text).not.toContain("canary");
  });
});
