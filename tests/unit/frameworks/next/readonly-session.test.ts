/** A session that is only to be read: what can be read, that nothing can be changed, and that nobody else notices. */
import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { SessionSealed } from "../../../../src/errors.ts";
import { readonlySession } from "../../../../src/frameworks/next/readonly-session.ts";
import type { ReadonlySession } from "../../../../src/frameworks/next/readonly-session.ts";
import type { Session } from "../../../../src/session/session.ts";
import { memorySite } from "../../../frameworks/site.ts";

interface Both {
  readonly session: Session;
  readonly view: ReadonlySession;
}

async function open(data: object): Promise<Both> {
  const session = await memorySite().backend.getSession().load();
  await session.assign(data).create();
  return { session, view: readonlySession(session) };
}

describe("a view of a session", () => {
  test("reads what the session reads", async () => {
    const { session, view } = await open({ a: 1, b: null });
    assert.equal(view.key, session.key);
    assert.equal(view.isEmpty, false);
    assert.equal(view.size, 2);
    assert.deepEqual([view.has("a"), view.has("c")], [true, false]);
    assert.deepEqual(
      [view.get("a"), view.get("b", 5), view.get("c"), view.get("c", 7)],
      [1, null, undefined, 7],
    );
    assert.deepEqual([...view.keys()], ["a", "b"]);
    assert.deepEqual(view.toJSON(), { a: 1, b: null });
    assert.equal(view.getExpiryAge(), session.getExpiryAge());
    assert.equal(view.expireAtBrowserClose, false);
    assert(Math.abs(view.expiryDate.getTime() - view.getExpiryDate().getTime()) < 1000);
    assert.equal(JSON.stringify(view), '{"a":1,"b":null}');
  });

  test("sees what is changed behind it", async () => {
    const { session, view } = await open({ a: 1 });
    session.set("a", 2);
    assert.equal(view.get("a"), 2);
  });

  test.each([
    ["set", "a", 2],
    ["delete", "a"],
    ["clear"],
    ["pop", "a"],
    ["setDefault", "b", 1],
    ["assign", {}],
    ["flush"],
    ["cycleKey"],
    ["create"],
    ["save"],
    ["update", () => {}],
    ["setExpiry", 60],
    ["destroy"],
  ])(
    "refuses %s() though its type lacks it, and says where to change it",
    async (name, ...args) => {
      const { session, view } = await open({ a: 1 });
      const call = Reflect.get(view, name) as (...args: unknown[]) => unknown;
      assert.throws(
        () => call(...args),
        (error) => {
          assert(error instanceof SessionSealed);
          assert.match(error.message, /can only be read.*action\(\) and route\(\)/);
          return true;
        },
      );
      assert.deepEqual(session.toJSON(), { a: 1 });
      assert.equal(session.modified, true, "as create() left it");
    },
  );

  test("refuses assignments", async () => {
    const { view } = await open({});
    assert.throws(() => Reflect.set(view, "modified", true), SessionSealed);
  });

  test("gives frozen copies: who may change the session still can", async () => {
    const { session, view } = await open({ cart: [{ tags: ["a"] }] });
    const seen = view.get("cart");
    assert.throws(() => seen.push({}), TypeError);
    assert.throws(() => seen[0].tags.push("b"), TypeError);
    session.get("cart")[0].tags.push("b");
    assert.deepEqual(view.get("cart"), [{ tags: ["a", "b"] }]);
    assert.deepEqual(seen, [{ tags: ["a"] }]);
  });

  test("is no promise", async () => {
    const { view } = await open({ a: 1 });
    assert.equal(await Promise.resolve(view), view);
  });
});
