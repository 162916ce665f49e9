/** Our codec beside the sessions that real Django stored: tests/golden/sessions-*.json, written by tests/django/golden_sessions.py. */
import { describe, expect, it } from "vitest";
import type { DecodeCause } from "../../../src/codec/codec.ts";
import { unpackBytes } from "../../../src/signing/payload.ts";
import { VERSIONS, readGolden } from "../../golden/golden.ts";
import type { Answer } from "../../golden/golden.ts";
import { asciiOf } from "../json/python.ts";
import { changesOf, codecOf, formsOf, textOf } from "./codecs.ts";

interface SessionFact {
  readonly name: string;
  readonly json: string;
  readonly stored: string;
  /** The same, never compressed. */
  readonly plain?: string;
  readonly data: string;
}

interface Golden {
  readonly sessions: SessionFact[];
  readonly foreign: SessionFact[];
  readonly others: { name: string; stored: string; answer: Answer<string> }[];
  readonly old: { name: string; class: string; stored: string }[];
}

const OLD_KEY = Buffer.from("django-insecure-old \xe7", "latin1");

/** What JavaScript cannot say: floats that are whole, and objects that come with their integer-like keys in disorder. */
const UNSPEAKABLE = /\b\d+\.0\b|"10":\{"2"/;

/** Why Django finds nothing in these, by the name of the text. */
const CAUSES: Readonly<Record<string, DecodeCause>> = {
  "other key": "bad-signature",
  "other class": "bad-signature",
  "signed cookie": "wrong-salt",
  "signing.dumps": "wrong-salt",
  sha1: "bad-signature",
  legacy: "legacy-format",
  "legacy, fallback key": "legacy-format",
  "legacy, other key": "legacy-format",
  "legacy, other class": "legacy-format",
  "legacy, bad json": "legacy-format",
  "legacy, list": "legacy-format",
  "legacy, line breaks": "legacy-format",
  "legacy, junk between": "bad-encoding",
  "legacy, unpadded": "legacy-format",
  "legacy, cut off": "legacy-format",
  "legacy, no colon": "bad-encoding",
  "legacy, not ASCII": "bad-encoding",
  tampered: "bad-signature",
  "no timestamp": "bad-encoding",
  "bad timestamp": "bad-encoding",
  "bad base64": "bad-encoding",
  "bad compression": "bad-compression",
  "compression cut off": "bad-compression",
  "bad checksum": "bad-compression",
  pickle: "pickle",
  empty: "bad-encoding",
  colons: "bad-encoding",
  words: "bad-encoding",
  "not ASCII": "bad-encoding",
  json: "bad-encoding",
  "cut at 1": "bad-encoding",
};
/** Where Django 3.2, which reads more and knows no fallback keys, is another case. */
const OLD_CAUSES: Readonly<Record<string, DecodeCause>> = {
  "fallback key": "bad-signature",
  "legacy, fallback key": "bad-signature",
  "legacy, other key": "bad-signature",
  "legacy, other class": "bad-signature",
  "legacy, bad json": "bad-json",
  "legacy, list": "not-an-object",
  "legacy, unpadded": "bad-signature",
  "legacy, cut off": "bad-signature",
};

function causeOf(name: string, version: string, answer: Answer<string>): DecodeCause | undefined {
  const special = (version === "3.2" ? OLD_CAUSES[name] : undefined) ?? CAUSES[name];
  if (special !== undefined) return special;
  if (/cut at/.test(name)) return "truncated";
  // Django gives out what is no object, and fails on it later.
  if ("value" in answer && !answer.value.startsWith("{")) return "not-an-object";
  return name.startsWith("content: ") ? "bad-json" : undefined;
}

describe.each(VERSIONS)("beside Django %s", (version) => {
  const golden: Golden = readGolden("sessions", version);
  const isOld = version === "3.2";
  const forms = formsOf(version);
  const codec = codecOf({ ...forms, fallbackKeys: isOld ? [] : [OLD_KEY] });

  it.each([...golden.sessions, ...golden.foreign])(
    "reads $name",
    ({ json, stored, plain, data }) => {
      for (const text of [stored, plain ?? stored]) {
        const { document, failure, keyIndex } = codec.decode(text);
        expect({ failure, keyIndex }).toEqual({ failure: null, keyIndex: 0 });
        expect(textOf(document)).toBe(json);
        expect(asciiOf(textOf(document))).toBe(data);
      }
    },
  );

  it.each([...golden.sessions, ...golden.foreign])(
    "leaves $name as it is when all is set anew",
    (fact) => {
      const { document } = codec.decode(fact.stored);
      const same = document.replace(changesOf(Object.fromEntries(document.toMap())));
      expect(same).toBe(document);
      const more = document.replace(changesOf({ _added: 1 }));
      const added =
        fact.data === "{}" ? "{'_added': 1}" : fact.data.replace(/\}$/, ", '_added': 1}");
      expect(asciiOf(textOf(more))).toBe(added);
    },
  );

  it.each(golden.sessions)("writes $name as Django does", ({ stored, json }) => {
    const fresh = codecOf(forms);
    const written = fresh.encode(fresh.decode(stored).document);
    expect(written.startsWith(".")).toBe(stored.startsWith("."));
    if (!stored.startsWith(".")) expect(written).toBe(stored);
    const payload = written.slice(0, written.indexOf(":"));
    expect(unpackBytes(payload).toString("latin1")).toBe(json);
  });

  it("writes what is set here as Django does", () => {
    // Those keys are two in Django, and one when they come back.
    const spoken = golden.sessions.filter(({ name, json }) => {
      return name !== "other keys" && !UNSPEAKABLE.test(json);
    });
    expect(spoken.length).toBeGreaterThan(8);
    for (const { json, stored } of spoken) {
      const values = codec.decode(stored).document.toMap();
      const changes = new Map(Array.from(values, ([key, value]) => [key, { value }]));
      expect(textOf(codec.empty.replace(changes))).toBe(json);
    }
  });

  it.each(golden.others)("finds in $name what Django finds", ({ name, stored, answer }) => {
    const cause = causeOf(name, version, answer);
    const { document, failure, keyIndex } = codec.decode(stored);
    if ("value" in answer && answer.value.startsWith("{") && answer.value !== "{}") {
      expect(failure).toBeNull();
      expect(asciiOf(textOf(document))).toBe(answer.value);
      expect(keyIndex).toBe(name === "fallback key" ? 1 : 0);
    } else {
      expect(cause).toBeDefined();
      expect(failure?.cause).toBe(cause);
      expect(failure?.keysTried).toBe(isOld ? 1 : 2);
      expect([document, document.toMap().size, keyIndex]).toEqual([codec.empty, 0, null]);
    }
  });

  it("reads and writes the form before 3.1 where Django does", () => {
    expect(golden.old.length).toBe(isOld ? golden.sessions.length - 1 : 0);
    for (const fact of golden.old) {
      const keySalt = `django.contrib.sessions.${fact.class}`;
      const old = codecOf({ ...forms, writesLegacy: true, keySalt });
      const { document, failure } = old.decode(fact.stored);
      expect(failure).toBeNull();
      expect(textOf(document)).toBe(golden.sessions.find(({ name }) => name === fact.name)?.json);
      expect(old.encode(document)).toBe(fact.stored);
    }
  });
});
