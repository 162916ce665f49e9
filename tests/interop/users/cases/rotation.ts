/** A SECRET_KEY that is rotated while both sides run, the old one in the fallbacks. */
import assert from "node:assert/strict";
import type { UsersCase } from "./known.ts";

const OLD = "django-insecure-for-both-sides";

export const rotationCases: Record<string, UsersCase> = {
  "rotated, both sides live: nobody is signed out, and in the end the old key can go": async (
    site,
  ) => {
    const rotated = site.under({ SECRET_KEY: "new", SECRET_KEY_FALLBACKS: [OLD] });
    const replaced = site.under({ SECRET_KEY: "new" });
    for (let visitor = 0; visitor < 6; visitor++) {
      const username = await site.newUser();
      let key: string | null = await (visitor % 2 === 0
        ? site.signedInThere(username)
        : site.signedInHere(username));
      const first = key;
      // Two before they know of the new key are served by one that does not, on either side.
      for (const turn of [visitor, visitor + 1, visitor + 2]) {
        if (turn % 3 === 0) {
          const { answer, key: after } = await rotated.whoThere(key);
          assert.equal(answer?.username, username);
          key = after;
        } else {
          const { answer, key: after } = await rotated.whoHere(key);
          assert.equal(answer.username, username);
          key = after;
        }
      }
      assert.notEqual(key, first, "The key was not cycled.");
      assert.equal(await site.data(first), null);
      // The session is written under the new key alone.
      assert.equal((await replaced.whoHere(key)).answer.username, username);
      assert.equal((await replaced.whoThere(key)).answer?.username, username);
    }
  },
  "rotated, and five requests of one visitor at once: all are the user's, and one cycles": async (
    site,
  ) => {
    const username = await site.newUser();
    const key = await site.signedInThere(username);
    const rotated = site.under({ SECRET_KEY: "new", SECRET_KEY_FALLBACKS: [OLD] });
    const sessions = await Promise.all(
      Array.from({ length: 5 }, () => rotated.backend().getSession(key).load()),
    );
    const visits = sessions.map(async (session) => {
      const user = await rotated.backend().getUser(session).load();
      assert.equal(user.username, username);
      if (session.modified && !session.isEmpty) await session.save();
      return session.key;
    });
    const keys = await Promise.all(visits);
    const cycled = keys.filter((after) => after !== key);
    assert.equal(cycled.length, 1);
    assert.equal((await rotated.whoThere(cycled[0]!)).answer?.username, username);
    assert.deepEqual((await rotated.whoHere(cycled[0]!)).answer.username, username);
  },
};
