/** Text as Python sees it: each character that both know, and the texts where JavaScript differs. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { isDigits, length, strip, words } from "../../../../src/auth/validators/python-text.ts";
import { quickRatio } from "../../../../src/auth/validators/quick-ratio.ts";
import { runPython } from "../../../django/python.ts";
import { openPeer } from "../../../django/server.ts";
import type { DjangoPeer } from "../../../django/server.ts";

let peer: DjangoPeer;
beforeAll(async () => {
  peer = await openPeer({ version: "6.1", databaseUrl: "sqlite://:memory:", migrate: false });
});
afterAll(() => peer?.stop());

/** Unicode grows: only what this Python knows is compared. The planes past the second hold next to nothing. */
const ALL = `
import re, unicodedata
answer = []
for code in range(0x20000):
    text = chr(code)
    if unicodedata.category(text) not in ("Cn", "Cs"):
        answer.append([code, text.isdigit(), text.isspace(), bool(re.match(r"\\w", text))])
`;

test("every character", async () => {
  const theirs: [number, boolean, boolean, boolean][] = await runPython(peer, ALL);
  const ours = theirs.map(([code]) => {
    const character = String.fromCodePoint(code);
    const isWord = words(character).length === 1;
    return [code, isDigits(character), strip(character) === "", isWord];
  });
  expect(ours).toEqual(theirs);
  expect(theirs.length).toBeGreaterThan(70_000);
});

const TEXTS = [
  "",
  "a",
  "a b",
  "😀a😀",
  "\ufeff x \x1f",
  "a--b",
  "-a-",
  "été",
  "e\u0301te",
  "12३",
  "²",
  "aab",
  "baa",
  "testclient@example.com",
  "moc.elpmaxe",
  "\ud800",
];

test("texts", async () => {
  const theirs = await runPython(
    peer,
    `
import re
from difflib import SequenceMatcher
answer = {
    "length": [len(text) for text in given],
    "strip": [text.strip() for text in given],
    "words": [re.split(r"\\W+", text) for text in given],
    "digits": [text.isdigit() for text in given],
    "ratios": [[SequenceMatcher(a=a, b=b).quick_ratio() for b in given] for a in given],
}`,
    TEXTS,
  );
  expect(TEXTS.map(length)).toEqual(theirs.length);
  expect(TEXTS.map(strip)).toEqual(theirs.strip);
  expect(TEXTS.map(words)).toEqual(theirs.words);
  expect(TEXTS.map(isDigits)).toEqual(theirs.digits);
  expect(TEXTS.map((a) => TEXTS.map((b) => quickRatio(a, b)))).toEqual(theirs.ratios);
});
