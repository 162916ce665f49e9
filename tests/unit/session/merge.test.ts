/** Two writers of one session, each in a process of its own: nothing that either of them changed is lost. */
import { beforeEach, describe, expect, test } from "vitest";
import { SessionConflict, SessionInterrupted } from "../../../src/errors.ts";
import type { Session } from "../../../src/session/session.ts";
import { TestSite } from "./site.ts";

let site: TestSite;
let here: Session;
let there: Session;
beforeEach(async () => {
  site = new TestSite();
  ({ here, there } = await twoOf({ a: 1, b: 2, cart: ["x"] }));
});

async function twoOf(data: Record<string, unknown>): Promise<{ here: Session; there: Session }> {
  const session = await site.stored(data);
  return { here: session, there: await site.loadElsewhere(session.key) };
}

/** What the next request finds, as JSON: the order of keys counts. */
async function found(): Promise<string> {
  return JSON.stringify(await site.dataOf(here.key));
}

describe("of two who save,", () => {
  test("each keeps the keys that it alone changed", async () => {
    here.set("a", "here");
    there.set("b", "there");
    await there.save();
    await here.save();
    expect(await found()).toBe('{"a":"here","b":"there","cart":["x"]}');
    expect(JSON.stringify(here)).toBe(await found());
  });

  test("the last to save wins a key that both changed", async () => {
    here.set("a", "here");
    there.set("a", "there");
    await here.save();
    await there.save();
    expect(await found()).toBe('{"a":"there","b":2,"cart":["x"]}');
  });

  test("the one who deletes last deletes, the one who sets last sets", async () => {
    here.delete("a");
    there.set("a", "there").set("b", "there");
    await there.save();
    await here.save();
    expect(await found()).toBe('{"b":"there","cart":["x"]}');
    const late = await site.loadElsewhere(here.key);
    late.set("b", "late");
    here.delete("b");
    await here.save();
    await late.save();
    expect(await found()).toBe('{"cart":["x"],"b":"late"}');
  });

  test("both add keys, in the order of their saves", async () => {
    here.set("here", 1);
    there.set("there", 2);
    await there.save();
    await here.save();
    expect(await found()).toBe('{"a":1,"b":2,"cart":["x"],"there":2,"here":1}');
  });

  test("one clears what it knew of, and leaves what the other added", async () => {
    there.set("new", 3);
    await there.save();
    here.clear();
    await here.save();
    expect(await found()).toBe('{"new":3}');
  });

  test("an object that was only read is the other's to change", async () => {
    expect(here.get("cart")).toEqual(["x"]);
    there.get("cart").push("y");
    await there.save();
    here.set("a", 2);
    await here.save();
    expect(await found()).toBe('{"a":2,"b":2,"cart":["x","y"]}');
    expect(here.get("cart")).toEqual(["x", "y"]);
  });

  test("an object changed in place by both is that of the last to save", async () => {
    here.get("cart").push("here");
    there.get("cart").push("there");
    await here.save();
    await there.save();
    expect(await found()).toBe('{"a":1,"b":2,"cart":["x","there"]}');
  });

  test("neither writes what both changed alike", async () => {
    here.set("a", "same");
    there.set("a", "same");
    await there.save();
    expect(await site.watch(() => here.save())).toEqual(["UPDATE", "SELECT"]);
    expect(await found()).toBe('{"a":"same","b":2,"cart":["x"]}');
  });

  test("one pays for the other: a second look and a second update", async () => {
    here.set("a", 2);
    there.set("b", 3);
    await there.save();
    expect(await site.watch(() => here.save())).toEqual(["UPDATE", "SELECT", "UPDATE"]);
    here.set("a", 3);
    expect(await site.watch(() => here.save())).toEqual(["UPDATE"]);
  });

  test("one sets the expiry, and the other's save keeps it", async () => {
    there.setExpiry(60);
    await there.save();
    here.set("a", 2);
    await here.save();
    expect(site.row(here.key)?.expire_date).toBe("2024-07-01 12:01:00");
  });
});

describe("a save", () => {
  test("leaves the characters of what it did not touch, also of what others wrote", async () => {
    const text = String.raw`{"n":NaN,"big":9223372036854775809,"one":1.0,"u":"\u00e9\ud83d","1":1e+16}`;
    const key = site.putJson(text);
    here = await site.load(key);
    there = await site.loadElsewhere(key);
    there.set("there", 1);
    await there.save();
    here.set("here", true);
    await here.save();
    expect(site.jsonOf(key)).toBe(`${text.slice(0, -1)},"there":1,"here":true}`);
  });

  test("by fifty at once loses nothing of any", async () => {
    const writers = await Promise.all(
      Array.from({ length: 50 }, async () => site.loadElsewhere(here.key)),
    );
    for (const [index, writer] of writers.entries()) writer.set(`k${index}`, index);
    await Promise.all(writers.map((writer) => writer.save()));
    const data = await site.dataOf(here.key);
    expect(Object.keys(data)).toHaveLength(53);
  });

  test("keeps what is changed while it is under way for the next one", async () => {
    const cart = here.get("cart");
    cart.push("before");
    here.set("a", "before");
    site.database.delay = 20;
    const saving = here.save();
    await new Promise((resolve) => setTimeout(resolve, 5));
    cart.push("while");
    here.set("a", "while").set("new", 1);
    await saving;
    expect(here.get("cart")).toBe(cart);
    expect(here.modified).toBe(true);
    expect(await here.save()).toBe(true);
    expect(await found()).toBe('{"a":"while","b":2,"cart":["x","before","while"],"new":1}');
    expect(await here.save()).toBe(false);
  });

  test("of one object twice at once writes its change once", async () => {
    here.set("a", 2);
    const outcomes: boolean[] = [];
    const both = async (): Promise<void> => {
      outcomes.push(...(await Promise.all([here.save(), here.save()])));
    };
    expect(await site.watch(both)).toEqual(["UPDATE"]);
    expect(outcomes).toEqual([true, false]);
  });
});

describe("a session that somebody deleted", () => {
  test("is not brought back by a save, a renewal, an update or a new key", async () => {
    await there.flush();
    here.set("a", 2);
    await expect(here.save()).rejects.toThrow(SessionInterrupted);
    await expect(here.update((session) => session.set("a", 3))).rejects.toThrow(SessionInterrupted);
    await expect(here.cycleKey()).rejects.toThrow(SessionInterrupted);
    await here.reload();
    expect([here.key, here.size]).toEqual([null, 0]);
    expect(site.rows()).toEqual([]);
  });

  test("is not brought back by a renewal either", async () => {
    await there.flush();
    here.modified = true;
    await expect(here.save()).rejects.toThrow(SessionInterrupted);
    expect(site.rows()).toEqual([]);
  });

  test("answers with status 400 and Django's words, and no key", async () => {
    await there.flush();
    here.set("a", 2);
    const error = await here.save().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "SESSION_INTERRUPTED", status: 400 });
    expect((error as Error).message).toMatch(/session was deleted before the request completed/);
    expect((error as Error).message).not.toContain(here.key);
  });

  test("stays deleted among many writers", async () => {
    const writers = await Promise.all(
      Array.from({ length: 20 }, async () => site.loadElsewhere(here.key)),
    );
    for (const [index, writer] of writers.entries()) writer.set(`k${index}`, index);
    const outcomes = await Promise.allSettled([
      ...writers.slice(0, 10).map((writer) => writer.save()),
      there.flush(),
      ...writers.slice(10).map((writer) => writer.save()),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(SessionInterrupted);
    }
    expect(site.rows()).toEqual([]);
  });
});

describe("a session that somebody with another key overwrote", () => {
  test("is left alone, and the error can be retried", async () => {
    const stranger = new TestSite({ SECRET_KEY: "another" }).backend.getSession();
    const foreign = stranger.encode({ foreign: true });
    site.putRow(here.key ?? "", foreign);
    here.set("a", 2);
    await expect(here.save()).rejects.toThrow(SessionConflict);
    expect(site.row(here.key)?.session_data).toBe(foreign);
  });
});
