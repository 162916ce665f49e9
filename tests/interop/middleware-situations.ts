/** The situations in which Django's session middleware decides something, and the settings that it asks. */
import type { Operation, SiteSettings } from "./shared-site.ts";

/** What the handler of a request does, in this order. */
export interface Plan {
  readonly ops?: readonly Operation[];
  readonly raise?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request. */
export interface Situation {
  readonly plan: Plan;
  /** The Cookie header, made of the cookie's name and the key of a stored session; none unless told. */
  readonly cookie?: (name: string, key: string) => string;
}

const UNKNOWN = "nobodyknowsthiskey0000000000000a";

const known = (name: string, key: string): string => `${name}=${key}`;
const unknown = (name: string): string => `${name}=${UNKNOWN}`;
const saying =
  (value: string) =>
  (name: string): string =>
    `${name}=${value}`;

const untouched: Plan = {};
const read: Plan = { ops: [["get", "a"]] };
const write: Plan = { ops: [["set", "b", 1]] };
const expiring = (value: unknown): Plan => ({ ops: [["set_expiry", value]] });
const varying = (members: string, plan: Plan): Plan => ({ ...plan, headers: { Vary: members } });

/** What is tried under all settings. */
export const ESSENTIAL: Readonly<Record<string, Situation>> = {
  untouched: { plan: untouched },
  "untouched, known key": { plan: untouched, cookie: known },
  "untouched, unknown key": { plan: untouched, cookie: unknown },
  "untouched, 500": { plan: { status: 500 }, cookie: known },
  read: { plan: read },
  "read, known key": { plan: read, cookie: known },
  "read, unknown key": { plan: read, cookie: unknown },
  write: { plan: write },
  "write, known key": { plan: write, cookie: known },
  "write, unknown key": { plan: write, cookie: unknown },
  "short key": { plan: untouched, cookie: saying("short") },
  flush: { plan: { ops: [["flush"]] }, cookie: known },
  "expiry in 100 seconds": { plan: expiring(100), cookie: known },
  "expiry with the browser": { plan: expiring(0), cookie: known },
};

/** What is tried under the default settings as well. */
export const MORE: Readonly<Record<string, Situation>> = {
  "read, 404": { plan: { ...read, status: 404 }, cookie: known },
  "write, 404": { plan: { ...write, status: 404 } },
  "write, 400": { plan: { ...write, status: 400 }, cookie: known },
  "write, 302": { plan: { ...write, status: 302 }, cookie: known },
  "write, 500": { plan: { ...write, status: 500 }, cookie: known },
  "write, 500, no cookie": { plan: { ...write, status: 500 } },
  "write, 502": { plan: { ...write, status: 502 }, cookie: known },
  "write, 503": { plan: { ...write, status: 503 }, cookie: known },
  "write, then an error": { plan: { ...write, raise: "a bug of the site's" }, cookie: known },
  "an error alone": { plan: { raise: "a bug of the site's" }, cookie: known },
  "short key, 500": { plan: { status: 500 }, cookie: saying("short") },
  "flush, 500": { plan: { ops: [["flush"]], status: 500 }, cookie: known },

  "set to what it was": { plan: { ops: [["get", "a"], ["modified"]] }, cookie: known },
  "set, then deleted": {
    plan: {
      ops: [
        ["set", "b", 1],
        ["delete", "b"],
      ],
    },
  },
  "set, then deleted, known key": {
    plan: {
      ops: [
        ["set", "b", 1],
        ["delete", "b"],
      ],
    },
    cookie: known,
  },
  "delete the only key": { plan: { ops: [["delete", "a"]] }, cookie: known },
  clear: { plan: { ops: [["clear"]] } },
  "clear, known key": { plan: { ops: [["clear"]] }, cookie: known },
  // Django's clear() reads nothing; ours comes after a session was loaded.
  "clear, unknown key": { plan: { ops: [["get", "a"], ["clear"]] }, cookie: unknown },
  "clear, then set": { plan: { ops: [["clear"], ["set", "b", 1]] }, cookie: known },
  "flush without a cookie": { plan: { ops: [["flush"]] } },
  "flush, then set": { plan: { ops: [["flush"], ["set", "b", 1]] }, cookie: known },
  "flush, unknown key": { plan: { ops: [["flush"]] }, cookie: unknown },
  cycle: { plan: { ops: [["cycle"]] } },
  "cycle, known key": { plan: { ops: [["cycle"]] }, cookie: known },
  "cycle, unknown key": { plan: { ops: [["cycle"]] }, cookie: unknown },
  create: { plan: { ops: [["create"]] } },
  "save by hand": { plan: { ops: [["set", "b", 1], ["save"]] }, cookie: known },
  "modified set by hand": {
    plan: {
      ops: [
        ["get", "a"],
        ["modified", true],
      ],
    },
    cookie: known,
  },
  "modified set by hand, and back": {
    plan: {
      ops: [
        ["set", "b", 1],
        ["modified", false],
      ],
    },
    cookie: known,
  },
  "deleted meanwhile, then written": {
    plan: { ops: [["set", "b", 1], ["destroy"]] },
    cookie: known,
  },
  "deleted meanwhile, read alone": { plan: { ops: [["get", "a"], ["destroy"]] }, cookie: known },
  "test cookie": { plan: { ops: [["set_test_cookie"]] } },

  "expiry in 1.5 seconds": { plan: expiring(1.5), cookie: known },
  "expiry 5 seconds ago": { plan: expiring(-5), cookie: known },
  "expiry back to the settings": { plan: expiring(null), cookie: known },
  "expiry a duration": { plan: expiring({ seconds: 3600 }), cookie: known },
  "expiry a duration that is over": { plan: expiring({ seconds: -3600 }), cookie: known },
  "expiry a date": { plan: expiring({ date: "2031-02-03T04:05:06.789000+02:00" }), cookie: known },
  "expiry in a hundred years": { plan: expiring(3_153_600_000), cookie: known },
  "expiry of a new session": { plan: expiring(100) },

  "quoted key": { plan: read, cookie: (name, key) => `${name}="${key}"` },
  "key in octal": {
    plan: read,
    cookie: (name, key) =>
      `${name}="\\${key.charCodeAt(0).toString(8).padStart(3, "0")}${key.slice(1)}"`,
  },
  "key with a backslash": {
    plan: read,
    // Before a letter: three digits would be octal.
    cookie: (name, key) => `${name}="${key.replace(/[a-z]/, "\\$&")}"`,
  },
  "key in per cent": { plan: read, cookie: (name, key) => `${name}=%61${key.slice(1)}` },
  "half a quote": { plan: read, cookie: (name, key) => `${name}="${key}` },
  "two keys, the last known": {
    plan: read,
    cookie: (name, key) => `${name}=${UNKNOWN}; ${name}=${key}`,
  },
  "two keys, the first known": {
    plan: read,
    cookie: (name, key) => `${name}=${key}; ${name}=${UNKNOWN}`,
  },
  "two keys, the last empty": { plan: read, cookie: (name, key) => `${name}=${key}; ${name}=` },
  "among others, spaces around": {
    plan: read,
    cookie: (name, key) => `x=1;;  ${name}  =  ${key}  ; novalue; ${name}x=2`,
  },
  "another's name ends so": { plan: read, cookie: (name, key) => `x${name}=${key}` },
  "another's value holds it": { plan: read, cookie: (name, key) => `x=${name}=${key}` },
  "name in capitals": { plan: read, cookie: (name, key) => `${name.toUpperCase()}=${key}` },
  "empty cookie": { plan: read, cookie: saying("") },
  "empty cookie, untouched": { plan: untouched, cookie: saying("") },
  "empty quotes": { plan: untouched, cookie: saying('""') },
  "key of 7 characters": { plan: untouched, cookie: saying("aaaaaaa") },
  "key of 8 characters": { plan: untouched, cookie: saying("aaaaaaaa") },
  "key of 8 bytes, 4 characters": {
    plan: untouched,
    cookie: saying("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"),
  },
  "key of odd characters": { plan: read, cookie: saying("' OR 1=1 --\\%_/*") },
  "key beyond ASCII": { plan: read, cookie: saying("caf\xc3\xa9caf\xc3\xa9caf\xc3\xa9") },
  "key that is no UTF-8": { plan: read, cookie: saying("\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8") },
  "key with a NUL": { plan: read, cookie: saying('"aaaaaaaa\\000bbbb"') },
  "key of 2000 characters": { plan: read, cookie: saying("a".repeat(2000)) },

  "Vary on something": { plan: varying("Accept-Language", read), cookie: known },
  "Vary on more": { plan: varying("Accept, Accept-Language", write), cookie: known },
  "Vary without spaces": { plan: varying("Accept,Accept-Language", read), cookie: known },
  "Vary with more spaces": { plan: varying("Accept ,  Accept-Language", read), cookie: known },
  "Vary on cookies already": { plan: varying("Cookie", read), cookie: known },
  "Vary on cookies in other letters": { plan: varying("accept ,COOKIE", write), cookie: known },
  "Vary on everything": { plan: varying("*", read), cookie: known },
  "Vary on everything and more": { plan: varying("Accept, *", write), cookie: known },
  "Vary, untouched": { plan: varying("Accept", untouched), cookie: known },
  "Vary, cookie deleted": { plan: varying("Accept", read), cookie: unknown },
};

/** The settings that the middleware asks, one set after another. */
export const SETTINGS: Readonly<Record<string, SiteSettings>> = {
  "the default settings": {},
  SESSION_COOKIE_NAME: { SESSION_COOKIE_NAME: "sid" },
  "SESSION_COOKIE_NAME, odd": { SESSION_COOKIE_NAME: "my.site|$id!" },
  "SESSION_COOKIE_NAME __Secure-": {
    SESSION_COOKIE_NAME: "__Secure-sid",
    SESSION_COOKIE_SECURE: true,
  },
  "SESSION_COOKIE_NAME __Host-": { SESSION_COOKIE_NAME: "__Host-sid" },
  SESSION_COOKIE_AGE: { SESSION_COOKIE_AGE: 60 },
  "SESSION_COOKIE_AGE 0": { SESSION_COOKIE_AGE: 0 },
  SESSION_COOKIE_DOMAIN: { SESSION_COOKIE_DOMAIN: ".example.com" },
  SESSION_COOKIE_PATH: { SESSION_COOKIE_PATH: "/app/" },
  "SESSION_COOKIE_PATH, empty": { SESSION_COOKIE_PATH: "" },
  SESSION_COOKIE_SECURE: { SESSION_COOKIE_SECURE: true },
  SESSION_COOKIE_HTTPONLY: { SESSION_COOKIE_HTTPONLY: false },
  "SESSION_COOKIE_SAMESITE Strict": { SESSION_COOKIE_SAMESITE: "Strict" },
  "SESSION_COOKIE_SAMESITE None": { SESSION_COOKIE_SAMESITE: "None" },
  "SESSION_COOKIE_SAMESITE false": { SESSION_COOKIE_SAMESITE: false },
  "SESSION_COOKIE_SAMESITE null": { SESSION_COOKIE_SAMESITE: null },
  SESSION_EXPIRE_AT_BROWSER_CLOSE: { SESSION_EXPIRE_AT_BROWSER_CLOSE: true },
  SESSION_SAVE_EVERY_REQUEST: { SESSION_SAVE_EVERY_REQUEST: true },
  "all of them": {
    SESSION_COOKIE_NAME: "s",
    SESSION_COOKIE_AGE: 3600,
    SESSION_COOKIE_DOMAIN: "example.com",
    SESSION_COOKIE_PATH: "/a",
    SESSION_COOKIE_SECURE: true,
    SESSION_COOKIE_SAMESITE: "None",
    SESSION_EXPIRE_AT_BROWSER_CLOSE: true,
    SESSION_SAVE_EVERY_REQUEST: true,
  },
};
