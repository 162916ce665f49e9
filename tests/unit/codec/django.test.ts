/** What our codec writes, read and written again by a real Django that runs beside the test. */
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runPython } from "../../django/python.ts";
import { djangoVersions, openPeer } from "../../django/server.ts";
import type { DjangoPeer } from "../../django/server.ts";
import { data, objectText } from "../json/arbitrary.ts";
import { asciiOf } from "../json/python.ts";
import { changesOf, codecOf, textOf } from "./codecs.ts";

const codec = codecOf({ secretKey: "django-insecure-for-tests-only" });

/** Sessions of our making: random ones, and some that are compressed by one window and by the other. */
const SESSIONS: readonly Record<string, unknown>[] = [
  ...fc.sample(fc.dictionary(fc.string({ unit: "binary" }), data, { maxKeys: 5 }), 200),
  ...[10, 100, 1000, 4000, 4100, 10_000, 200_000].map((length) => ({
    text: "lorem ipsum ".repeat(length / 12),
    list: Array.from({ length: length / 20 }, (_, index) => ({ id: index, price: index / 4 })),
  })),
];

it("there is a Django to ask", () => {
  expect(djangoVersions().length).toBeGreaterThan(0);
});

describe.each(djangoVersions())("Django %s", (version) => {
  let peer: DjangoPeer;
  beforeAll(async () => {
    peer = await openPeer({ version, databaseUrl: "sqlite:///:memory:", migrate: false });
  });
  afterAll(() => peer.stop());

  const ask = (program: string, given: unknown): Promise<string[]> =>
    runPython(
      peer,
      `from django.contrib.sessions.backends.db import SessionStore\n${program}`,
      given,
    );

  it("reads the sessions that are written here", async () => {
    const documents = SESSIONS.map((values) => codec.empty.replace(changesOf(values)));
    const stored = documents.map((document) => codec.encode(document));
    expect(stored.some((text) => text.startsWith("."))).toBe(true);
    expect(stored.some((text) => !text.startsWith("."))).toBe(true);
    const read = await ask(
      "answer = [ascii(SessionStore().decode(text)) for text in given]",
      stored,
    );
    expect(read).toEqual(documents.map((document) => asciiOf(textOf(document))));
  });

  it("writes again to the character what it read from here", async () => {
    const documents = SESSIONS.map((values) => codec.empty.replace(changesOf(values)));
    const stored = documents.map((document) => codec.encode(document));
    const program =
      "answer = [SessionStore().encode(SessionStore().decode(text)) for text in given]";
    const again = (await ask(program, stored)).map((text) =>
      codecOf({ secretKey: "django-insecure-for-tests-only" }).decode(text),
    );
    expect(again.map(({ failure }) => failure).filter((failure) => failure !== null)).toEqual([]);
    expect(again.map(({ document }) => textOf(document))).toEqual(documents.map(textOf));
  });

  it("finds what it wrote and nobody touched unchanged beside what was", async () => {
    const texts = fc.sample(objectText, 200);
    const program = `
from django.core import signing
class Raw:
    def dumps(self, content): return content.encode("latin-1")
answer = [signing.dumps(text, salt="django.contrib.sessions.SessionStore", serializer=Raw, compress=True) for text in given]`;
    const changed = (await ask(program, texts)).map((stored) =>
      codec.encode(codec.decode(stored).document.replace(changesOf({ " added": [1.5] }))),
    );
    const read = `
def untouched(text):
    data = SessionStore().decode(text)
    assert data.pop(" added") == [1.5]
    return ascii(data)
answer = [untouched(text) for text in given]`;
    expect(await ask(read, changed)).toEqual(texts.map(asciiOf));
  });
});
