/** What one side stores, the other reads, and nothing that neither touched is changed. */
import assert from "node:assert/strict";
import type { InteropCase } from "../grid.ts";

const VALUES = { text: 'é€😀\u007f\u2028"\\/', whole: 7, half: 0.5, yes: true, none: null };
const VALUES_REPR = String.raw`{'text': 'é€😀\x7f\u2028"\\/', 'whole': 7, 'half': 0.5, 'yes': True, 'none': None}`;

/** As Python's json.loads reads it, which knows NaN. */
const HAZARDS = String.raw`{"n": NaN, "big": 9223372036854775809, "one": 1.0, "u": "é\ud83d"}`;

export const dataCases: Record<string, InteropCase> = {
  "created here, read there": async (site) => {
    const { key } = await site.createHere({ ...VALUES, cart: [1, { sku: "a" }], empty: {} });
    const [repr] = await site.there(key, ["repr"]);
    assert.equal(repr, `${VALUES_REPR.slice(0, -1)}, 'cart': [1, {'sku': 'a'}], 'empty': {}}`);
  },
  "created there, read here": async (site) => {
    const key = await site.createThere(["update", { ...VALUES, cart: [1, { sku: "a" }] }]);
    const session = await site.here(key);
    assert.deepEqual([...session], [...Object.entries(VALUES), ["cart", [1, { sku: "a" }]]]);
    assert.equal(session.key, key);
  },
  "changed in turn, ten times": async (site) => {
    const { key } = await site.createHere({ count: 0 });
    for (let turn = 1; turn < 10; turn += 2) {
      const session = await site.here(key);
      session.set("count", session.get("count") + 1);
      assert.equal(await session.save(), true);
      const results = await site.there(key, ["increment", "count"], ["save"], ["get", "count"]);
      assert.equal(results[2], turn + 1);
    }
    assert.equal((await site.here(key)).get("count"), 10);
  },
  "a key deleted here is gone there": async (site) => {
    const key = await site.createThere(["update", { kept: 1, deleted: 2 }]);
    const session = await site.here(key);
    session.delete("deleted");
    await session.save();
    assert.deepEqual(await site.there(key, ["data"], ["has", "deleted"]), [{ kept: 1 }, false]);
  },
  "a key deleted there is gone here": async (site) => {
    const { key } = await site.createHere({ kept: 1, deleted: 2 });
    await site.there(key, ["delete", "deleted"], ["save"]);
    assert.deepEqual((await site.here(key)).toJSON(), { kept: 1 });
  },
  "a change in place here is seen there": async (site) => {
    const key = await site.createThere(["update", { cart: { items: [1.5, "é"] }, other: 1 }]);
    const session = await site.here(key);
    session.get("cart").items.push({ sku: "b" });
    assert.equal(session.modified, true);
    await session.save();
    const [repr] = await site.there(key, ["repr"]);
    assert.equal(repr, "{'cart': {'items': [1.5, 'é', {'sku': 'b'}]}, 'other': 1}");
  },
  "a change in place there is seen here": async (site) => {
    const { key } = await site.createHere({ cart: [1] });
    await site.there(key, ["append", "cart", 2], ["modified", true], ["save"]);
    assert.deepEqual((await site.here(key)).get("cart"), [1, 2]);
  },
  "what Django saves between our load and our save is kept": async (site) => {
    const { key } = await site.createHere({ a: 1, b: 1, c: 1 });
    const session = await site.here(key);
    await site.there(key, ["set", "b", 2], ["set", "d", 2], ["delete", "c"], ["save"]);
    session.set("a", 3).set("e", 3);
    await session.save();
    assert.deepEqual(await site.there(key, ["data"]), [{ a: 3, b: 2, d: 2, e: 3 }]);
  },
  "update() counts what Django counted meanwhile": async (site) => {
    const key = await site.createThere(["set", "count", 1]);
    const session = await site.here(key);
    await site.there(key, ["increment", "count", 10], ["save"]);
    await session.update((own) => own.set("count", own.get("count") + 100));
    assert.deepEqual(await site.there(key, ["get", "count"]), [111]);
  },
  "pop, setdefault, update and clear mean the same": async (site) => {
    const { key } = await site.createHere({ a: 1, b: 2, c: 3 });
    const session = await site.here(key);
    assert.equal(session.pop("a"), 1);
    assert.equal(session.setDefault("b", 9), 2);
    assert.equal(session.setDefault("d", 4), 4);
    session.assign({ c: 5, e: 6 });
    await session.save();
    const twin = await site.createThere(["update", { a: 1, b: 2, c: 3 }]);
    const ops = [
      ["pop", "a"],
      ["setdefault", "b", 9],
      ["setdefault", "d", 4],
    ] as const;
    await site.there(twin, ...ops, ["update", { c: 5, e: 6 }], ["save"]);
    assert.deepEqual(await site.there(key, ["repr"]), await site.there(twin, ["repr"]));
    const again = await site.here(key);
    again.clear();
    await again.save();
    assert.deepEqual(await site.there(key, ["repr"], ["is_empty"]), ["{}", false]);
    assert.equal(again.isEmpty, false);
  },
  "__proto__ and array indexes are keys like others, in their order": async (site) => {
    const data = '{"z": 1, "2": 2, "__proto__": {"x": 3}, "1": 4, "constructor": 5}';
    const key = await site.createThere(["update_json", data]);
    const session = await site.here(key);
    assert.deepEqual([...session.keys()], ["z", "2", "__proto__", "1", "constructor"]);
    session.get("__proto__").y = 6;
    session.set("0", 7);
    await session.save();
    const [repr] = await site.there(key, ["repr"]);
    const expected =
      "{'z': 1, '2': 2, '__proto__': {'x': 3, 'y': 6}, '1': 4, 'constructor': 5, '0': 7}";
    assert.equal(repr, expected);
  },
  "NaN, huge integers, floats and lone surrogates survive a change beside them": async (site) => {
    const key = await site.createThere(["update_json", HAZARDS]);
    const session = await site.here(key);
    session.set("other", "here");
    await session.save();
    const [repr] = await site.there(key, ["repr"]);
    assert.equal(
      repr,
      String.raw`{'n': nan, 'big': 9223372036854775809, 'one': 1.0, 'u': 'é\ud83d', 'other': 'here'}`,
    );
  },
  "NaN, huge integers and lone surrogates go there from here": async (site) => {
    const data = { n: Number.NaN, big: 2n ** 64n, half: 0.5, minus: -0, u: "é\ud83d" };
    const { key } = await site.createHere(data);
    const [repr] = await site.there(key, ["repr"]);
    const expected = String.raw`{'n': nan, 'big': 18446744073709551616, 'half': 0.5, 'minus': -0.0, 'u': 'é\ud83d'}`;
    assert.equal(repr, expected);
    assert.deepEqual([...(await site.here(key))], Object.entries(data));
  },
  "a session of a hundred thousand characters goes both ways": async (site) => {
    const items = Array.from({ length: 10_000 }, (_, index) => `item ${index} é`);
    const { key } = await site.createHere({ items });
    await site.there(key, ["append", "items", "there"], ["modified", true], ["save"]);
    assert.deepEqual((await site.here(key)).get("items"), [...items, "there"]);
  },
  "encode here is decode there, and the other way round": async (site) => {
    const session = site.backend().getSession(null);
    assert.deepEqual(await site.there(null, ["decode", session.encode(VALUES)]), [VALUES]);
    const [text] = await site.there(null, ["encode", VALUES]);
    assert.deepEqual(session.decode(text), VALUES);
  },
};
