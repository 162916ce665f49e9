/** What holds where sessions are Python objects: they need not be JSON, and stay what they are. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { ForeignObject } from "../../../src/errors.ts";
import type { EngineCase } from "../engine-site.ts";

/** An expression of Python, whose value is set there, with one key set here: it is the same object afterwards. */
const VALUES = [
  "(1, (2.0, 'a'))",
  "{1: 'one', (1, 2): 'pair'}",
  "{3, 1, 2}",
  "b'\\x00\\xff'",
  "1 << 80",
  "__import__('datetime').datetime(2024, 1, 15, 18, 31, 45, 123456)",
  "__import__('decimal').Decimal('1.10')",
  "__import__('uuid').UUID(int=7)",
  "__import__('django.utils.safestring', fromlist=['x']).mark_safe('<b>')",
];

export const cacheCases: Record<string, EngineCase> = {
  "Python's values survive a change made here": async (site) => {
    for (const value of VALUES) {
      const code = (body: string): string => `[s := store(None), ${body}][-1]`;
      const key = await site.peer.eval(
        code(`s.__setitem__('v', ${value}), s.save(), s.session_key`),
      );
      await (await site.here(key)).set("here", 1).save();
      const [before, after] = [
        `{'v': ${value}, 'here': 1}`,
        `store(${JSON.stringify(key)}).load()`,
      ];
      assert.equal(await site.peer.eval(`repr(${after})`), await site.peer.eval(`repr(${before})`));
    }
  },
  "an object that only Python knows: read around, and not written": async (site) => {
    const key = await site.peer.eval(
      "[s := store(None), s.__setitem__('v', __import__('pathlib').PurePosixPath('a')), s.__setitem__('w', 1), s.save(), s.session_key][-1]",
    );
    const session = await site.here(key);
    assert.equal(session.get("w"), 1);
    await assert.rejects(session.set("w", 2).save(), ForeignObject);
  },
  "ends for both when its age has passed": async (site) => {
    const session = await site.here(null);
    session.setExpiry(1);
    await session.save();
    const key = session.key!;
    assert.deepEqual(await site.there(key, ["key"], ["has", "_session_expiry"]), [key, true]);
    await sleep(1300);
    assert.equal((await site.here(key)).key, null);
    assert.deepEqual(await site.there(key, ["data"], ["key"]), [{}, null]);
  },
};
