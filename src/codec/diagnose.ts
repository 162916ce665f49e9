/** Why a stored text could not be read, in words for the operator. Django says nothing, and goes on with an empty session. */
import { MalformedValue } from "../errors.ts";
import { TooDeep } from "../json/parse.ts";
import { NotAnObject } from "../json/read.ts";
import { BadCompression, InflatedTooLarge } from "../signing/compression.ts";
import type { Secret } from "../signing/salted-hmac.ts";
import { Signer } from "../signing/signer.ts";
import type { DecodeCause, DecodeFailure } from "./codec.ts";
import { looksLegacy } from "./legacy.ts";

/** A cause and its sentence. */
type Finding = Omit<DecodeFailure, "keysTried">;

/** Whose signature it should have been. */
interface Expected {
  readonly secretKey: Secret;
  readonly fallbackKeys: readonly Secret[];
  readonly reads: { readonly legacy: boolean; readonly modern: boolean };
}

const DETAILS: Readonly<Record<DecodeCause, string>> = {
  "bad-signature":
    "Signed with a key that is neither SECRET_KEY nor in SECRET_KEY_FALLBACKS, or for another class of store.",
  "wrong-salt":
    "Signed with the right key for another purpose: SESSION_ENGINE, or its keySalt, is not the one that wrote it.",
  truncated: "Cut off: the column or a proxy may not hold texts of this length.",
  "legacy-format":
    "Of the form from before Django 3.1, which the site's Django does not read; DJANGO_VERSION says which it is.",
  "modern-format":
    "Of the form since Django 3.1, which the site's Django does not read; DJANGO_VERSION says which it is.",
  "bad-encoding": "Not of the form of a stored session.",
  "bad-compression": "The signature is good, but the compressed data is damaged.",
  "bad-json": "The signature is good, but the data is not JSON.",
  pickle: "The data is a pickle: the site's SESSION_SERIALIZER is Python's own.",
  "bad-pickle": "The data is not a pickle, or a damaged one.",
  "foreign-object": "The pickle is an object that only Python can make.",
  "not-an-object": "The signature is good, but the data is not an object; Django fails on it.",
  "too-large": "Larger than limits.textLength or limits.inflatedLength.",
  "too-deep": "Nested deeper than limits.depth.",
};

const finding = (cause: DecodeCause): Finding => ({ cause, detail: DETAILS[cause] });

/** A text that is longer than it may be. */
export function tooLong(): Finding {
  return finding("too-large");
}

/** Signatures are as long as SHA-1 or SHA-256 makes them: what is between is the rest of one. */
const MODERN = /^\.?[\w-]*={0,2}:-?[0-9A-Za-z]+:(?:[\w-]{27}|[\w-]{43,})$/;
/** The start of a modern text: of compressed data, of a JSON object or of a pickle. */
const START = /^(?:\.|e[y3]|gA)[\w-]*(?::[0-9A-Za-z]*(?::[\w-]{0,42})?)?$/;
/** Salts that Django itself signs JSON objects with. */
const OTHER_SALTS = [
  "django.contrib.sessions.SessionStore",
  "django.contrib.sessions.backends.signed_cookies",
  "django.core.signing",
];

/** The text was not signed as expected, or was and has no timestamp. */
export function signatureFailure(stored: string, error: unknown, expected: Expected): Finding {
  if (expected.reads.modern && error instanceof MalformedValue) return finding("bad-encoding");
  if (MODERN.test(stored)) {
    if (!expected.reads.modern) return finding("modern-format");
    return finding(hasOtherSalt(stored, expected) ? "wrong-salt" : "bad-signature");
  }
  if (looksLegacy(stored)) {
    return finding(expected.reads.legacy ? "bad-signature" : "legacy-format");
  }
  return finding(START.test(stored) ? "truncated" : "bad-encoding");
}

function hasOtherSalt(stored: string, { secretKey, fallbackKeys }: Expected): boolean {
  return OTHER_SALTS.some((salt) => {
    try {
      new Signer({ key: secretKey, fallbackKeys, salt }).verify(stored);
      return true;
    } catch {
      return false;
    }
  });
}

/** The signature was good; `json` is null when it did not come to reading that. */
export function contentFailure(error: unknown, json: string | null): Finding {
  if (error instanceof InflatedTooLarge) return finding("too-large");
  if (error instanceof TooDeep) return finding("too-deep");
  if (error instanceof NotAnObject) return finding("not-an-object");
  if (json !== null) return finding(isPickle(json) ? "pickle" : "bad-json");
  return finding(error instanceof BadCompression ? "bad-compression" : "bad-encoding");
}

/** A pickle of protocol 2 or later starts with a byte 0x80 and the protocol, and ends with a point. */
function isPickle(content: string): boolean {
  return content.startsWith("\x80") && content.charCodeAt(1) <= 5 && content.endsWith(".");
}
