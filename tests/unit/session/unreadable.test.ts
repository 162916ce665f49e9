/** Stored data that cannot be read: the session is empty, as in Django, and the row stays as it is. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Diagnostic } from "../../../src/backend.ts";
import { TestSite } from "./site.ts";

const KEY = "unreadable0unreadable0unreadable";

let site: TestSite;
let diagnostics: Diagnostic[];
beforeEach(() => {
  diagnostics = [];
  site = new TestSite({}, { onDiagnostic: (diagnostic) => diagnostics.push(diagnostic) });
});

/** A text as another Django site signs it. */
const foreign = (): string =>
  new TestSite({ SECRET_KEY: "another-secret" }).backend.getSession().encode({ a: 1 });

const TEXTS: readonly [string, () => string][] = [
  ["signed with another key", foreign],
  [
    "cut off",
    () =>
      site.backend
        .getSession()
        .encode({ a: "x".repeat(100) })
        .slice(0, -20),
  ],
  ["empty", () => ""],
  ["random", () => "\u0000\u{1f600}x:y:z"],
];

describe.each(TEXTS)("a row whose text is %s", (_, text) => {
  let stored: string;
  beforeEach(() => {
    stored = text();
    site.putRow(KEY, stored);
  });
  const untouched = (): void => expect(site.row(KEY)?.session_data).toBe(stored);

  test("is an empty session with its key, and the operator is told why", async () => {
    const session = await site.load(KEY);
    expect([session.key, session.size, session.isEmpty]).toEqual([KEY, 0, false]);
    expect(session.modified).toBe(false);
    expect(diagnostics).toHaveLength(1);
    const [diagnostic] = diagnostics;
    expect(diagnostic).toMatchObject({ event: "session-unreadable", keysTried: 1 });
    expect(JSON.stringify(diagnostic)).not.toContain(KEY);
  });

  test("is left alone by a save: what is new goes under a new key", async () => {
    const session = await site.load(KEY);
    session.set("b", 2);
    expect(await site.watch(() => session.save())).toEqual(["INSERT"]);
    expect(session.key).not.toBe(KEY);
    expect(await site.dataOf(session.key)).toEqual({ b: 2 });
    untouched();
    session.set("b", 3);
    await session.save();
    expect(site.rows()).toHaveLength(2);
    untouched();
  });

  test("is left alone by a save of nothing, by an update and by a new key", async () => {
    expect(await (await site.load(KEY)).save()).toBe(false);
    const updated = await site.load(KEY);
    await updated.update((session) => session.set("b", 2));
    expect(updated.key).not.toBe(KEY);
    const cycled = await site.load(KEY);
    await cycled.cycleKey();
    expect(cycled.key).not.toBe(KEY);
    untouched();
  });

  test("is left alone by clear(), and renewed by a mere touch", async () => {
    const session = await site.load(KEY);
    session.clear();
    await session.save();
    untouched();
    expect(session.key).toBe(KEY);
    expect(site.row(KEY)?.expire_date).toBe("2024-07-15 12:00:00");
  });

  test("is deleted by flush(), which a sign-out does", async () => {
    await (await site.load(KEY)).flush();
    expect(site.rows()).toEqual([]);
  });
});

describe("a fallback key", () => {
  test("reads what was signed with it, and what is saved is signed with the new one", async () => {
    const session = await site.stored({ a: 1 });
    const rotated = {
      SECRET_KEY: "new-secret",
      SECRET_KEY_FALLBACKS: [site.backend.settings.SECRET_KEY],
    };
    const after = await site.sameSite(rotated).getSession(session.key).load();
    expect(after.get("a")).toBe(1);
    expect(await after.set("a", 2).save()).toBe(true);
    const onlyNew = await site
      .sameSite({ SECRET_KEY: "new-secret" })
      .getSession(session.key)
      .load();
    expect(onlyNew.get("a")).toBe(2);
    expect((await site.load(session.key)).size).toBe(0);
    expect(diagnostics).toHaveLength(1);
  });
});
