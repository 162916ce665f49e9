/** Session keys by Django's rules, beside Django. */
import { expect, test } from "vitest";
import { newSessionKey, newSessionKeys, validSessionKey } from "../../../src/session/key.ts";
import { runPython } from "../../django/python.ts";
import { openPeer } from "../../django/server.ts";

test("a new key is 32 letters and digits, all of them alike often, and none twice", () => {
  const keys = Array.from({ length: 5000 }, newSessionKey);
  expect(new Set(keys).size).toBe(keys.length);
  const counts = new Map<string, number>();
  for (const key of keys) {
    expect(key).toMatch(/^[a-z0-9]{32}$/);
    for (const letter of key) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  expect(counts.size).toBe(36);
  // 160 000 letters, 4444 of each, with a standard deviation of 66.
  for (const [letter, count] of counts) {
    expect(Math.abs(count - 4444), letter).toBeLessThan(6 * 66);
  }
});

test("a store is asked for a free key many times, and not for ever", () => {
  const keys = [...newSessionKeys()];
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length).toBeGreaterThanOrEqual(100);
});

test("a key is valid where Django says so", async () => {
  const keys = [
    null,
    "",
    "1",
    "1234567",
    "12345678",
    "        ",
    "é234567",
    "é2345678",
    "😀😀😀😀😀😀😀",
    "😀😀😀😀😀😀😀😀",
    "\ud83d".repeat(7),
    "\ud83d".repeat(8),
    "\u0000".repeat(8),
    "x".repeat(1000),
  ];
  const django = await openPeer({ databaseUrl: "sqlite:///:memory:", migrate: false });
  const program = `
from django.contrib.sessions.backends.db import SessionStore
answer = [SessionStore(key).session_key is not None for key in given]`;
  const expected = await runPython(django, program, keys);
  await django.stop();
  expect(keys.map((key) => validSessionKey(key) !== null)).toEqual(expected);
  expect(validSessionKey(undefined)).toBeNull();
  expect(validSessionKey(12_345_678 as unknown as string)).toBeNull();
});
