/** Who is this? A user signed in on one side, asked for on the other, and what becomes of the session. */
import assert from "node:assert/strict";
import type { AnyUser, AnyUserRow, Backend, Diagnostic, Session } from "../../../../src/index.ts";
import { assertSame } from "../shared-users.ts";
import type { SharedUsers } from "../shared-users.ts";

export type UsersCase = (site: SharedUsers) => Promise<void>;

const MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend";
const ALLOW_ALL = "django.contrib.auth.backends.AllowAllUsersModelBackend";

export const knownCases: Record<string, UsersCase> = {
  "signed in there, known here, field by field": async (site) => {
    const username = await site.newUser();
    const key = await site.signedInThere(username);
    const { answer: user, key: after } = await site.whoHere(key);
    assertSame(user, (await site.whoThere(key)).answer);
    assert.equal(after, key);
  },
  "signed in here, known there": async (site) => {
    const username = await site.newUser();
    const key = await site.signedInHere(username);
    const { answer, key: after } = await site.whoThere(key);
    assert.equal(answer?.username, username);
    assertSame((await site.whoHere(key)).answer, answer);
    assert.equal(after, key);
    assert.deepEqual((await site.data(key))?.cart, [1]);
  },
  "signed out here, gone there": async (site) => {
    const key = await site.signedInThere(await site.newUser());
    const done = await site.here(key, (session, backend) => backend.logout(session));
    assert.equal(done.key, null);
    assert.equal(await site.data(key), null);
    assert.equal((await site.whoThere(key)).answer, null);
  },
  "signed out there, gone here": async (site) => {
    const key = await site.signedInHere(await site.newUser());
    await site.there(key, ["logout"]);
    const { answer, key: after } = await site.whoHere(key);
    assert.deepEqual([answer.isAuthenticated, after], [false, null]);
  },
  "a cart-only session is nobody's, and stays": async (site) => {
    const { key } = await site.there(null, ["set", "cart", [1]]);
    const { answer, key: after } = await site.whoHere(key);
    assert.deepEqual([answer.isAuthenticated, answer.pk, after], [false, null, key]);
    assert.deepEqual(await site.data(key), { cart: [1] });
  },
  "the password changed there: nobody here, and the session is flushed": async (site) => {
    const username = await site.newUser();
    const key = await site.signedInHere(username);
    await site.there(null, ["set_password", username, "another"]);
    const { answer, key: after } = await site.whoHere(key);
    assert.deepEqual([answer.isAuthenticated, after], [false, null]);
    assert.equal(await site.data(key), null);
  },
  "the password changed here: nobody there, but for the session of the change": async (site) => {
    const username = await site.newUser();
    const [mine, other] = [await site.signedInHere(username), await site.signedInThere(username)];
    const changed = await site.here(mine, async (session, backend) => {
      const user = await backend.getUser(session).load();
      await user.setPassword("another");
      await user.save();
      await backend.updateSessionAuthHash(session, user);
    });
    assert.notEqual(changed.key, mine);
    assert.equal((await site.whoThere(other)).answer, null);
    assert.equal(await site.data(other), null);
    const { answer } = await site.whoThere(changed.key);
    assert.equal(answer?.username, username);
    const [found] = (await site.there(null, ["authenticate", { username, password: "another" }]))
      .answer;
    assert.equal(found.username, username);
  },
  "an inactive user: nobody, and the session stays; still in with AllowAllUsersModelBackend":
    async (site) => {
      if (!site.model.canBeInactive) return;
      const username = await site.newUser();
      for (const path of [MODEL_BACKEND, ALLOW_ALL]) {
        const under = site.under({ AUTHENTICATION_BACKENDS: [path] });
        await site.there(null, ["change_user", username, { is_active: true }]);
        const key = await under.signedInHere(username);
        await site.there(null, ["change_user", username, { is_active: false }]);
        const { answer, key: after } = await under.whoHere(key);
        const there = (await under.whoThere(key)).answer;
        assert.equal(answer.isAuthenticated, path === ALLOW_ALL);
        assert.equal(answer.isActive, false);
        assert.equal(there?.username, answer.isAuthenticated ? username : undefined);
        assert.equal(after, key);
        assert.deepEqual((await site.data(key))?.cart, [1]);
        const credentials = { username, password: "secret" };
        const authenticated = await under.backend().authenticate(credentials);
        const [found] = (await under.there(null, ["authenticate", credentials])).answer;
        assert.equal(authenticated?.username, found?.username);
      }
    },
  "a deleted user: nobody, and the session stays": async (site) => {
    const username = await site.newUser();
    const key = await site.signedInHere(username);
    await site.there(null, ["delete_user", username]);
    const { answer, key: after } = await site.whoHere(key);
    assert.deepEqual([answer.isAuthenticated, after], [false, key]);
    assert.equal((await site.whoThere(key)).answer, null);
    assert.deepEqual((await site.data(key))?.cart, [1]);
  },
  "a backend renamed in the settings: nobody on both sides, and the session stays": async (
    site,
  ) => {
    const username = await site.newUser();
    const keys = [await site.signedInHere(username), await site.signedInThere(username)];
    const renamed = site.under({ AUTHENTICATION_BACKENDS: [ALLOW_ALL] });
    for (const key of keys) {
      const { answer, key: after } = await renamed.whoHere(key);
      assert.deepEqual([answer.isAuthenticated, after], [false, key]);
      assert.equal((await renamed.whoThere(key)).answer, null);
      assert.equal((await site.whoHere(key)).answer.username, username);
    }
  },
  "a hash that is not the one: flushed, on either side": async (site) => {
    const username = await site.newUser();
    const { _auth_user_hash: good } = (await site.data(await site.signedInThere(username)))!;
    const hashes = [undefined, null, "", "bad", String(good).toUpperCase(), 1, "é", ["x"], true];
    for (const hash of hashes) {
      const [mine, theirs] = [
        await site.signedInThere(username),
        await site.signedInThere(username),
      ];
      const spoil =
        hash === undefined ? ["delete", "_auth_user_hash"] : ["set", "_auth_user_hash", hash];
      for (const key of [mine, theirs]) await site.there(key, spoil as [string]);
      const { answer, key: after } = await site.whoHere(mine);
      assert.deepEqual([answer.isAuthenticated, after], [false, null], String(hash));
      assert.equal(await site.data(mine), null);
      // Django fails on hashes that are no text, before it comes to flush.
      const raised = await site.raisedThere(theirs, ["user"]);
      if (raised !== null) continue;
      assert.equal((await site.whoThere(theirs)).answer, null);
      assert.equal(await site.data(theirs), null, String(hash));
    }
  },
  "an id of another kind: Django's user, or nobody with a diagnostic where Django fails": async (
    site,
  ) => {
    const username = await site.newUser();
    const key = await site.signedInThere(username);
    const { _auth_user_id: id } = (await site.data(key))!;
    const ids = [` ${String(id)} `, `+${String(id)}`, "abc", "", null, true, 1.9, [1], {}, "-1"];
    const hex = String(id).replaceAll("-", "");
    ids.push(
      "9".repeat(30),
      "9".repeat(5000),
      2 ** 40,
      hex,
      hex.toUpperCase(),
      `{${hex}}`,
      "\u0000",
    );
    for (const odd of ids) {
      const [mine, theirs] = [
        await site.signedInThere(username),
        await site.signedInThere(username),
      ];
      for (const key of [mine, theirs]) await site.there(key, ["set", "_auth_user_id", odd]);
      const told: Diagnostic[] = [];
      const backend = site.backend({ onDiagnostic: (diagnostic) => void told.push(diagnostic) });
      const ask = (session: Session, own: Backend<AnyUserRow>): Promise<AnyUser> =>
        own.getUser(session).load();
      const { answer, key } = await site.here(mine, ask, backend);
      const raised = await site.raisedThere(theirs, ["user"]);
      const there = raised === null ? await site.whoThere(theirs) : { answer: null, key: theirs };
      const what = JSON.stringify(odd);
      assert.equal(answer.isAuthenticated, there.answer !== null, what);
      if (there.answer !== null) assert.equal(answer.username, there.answer.username);
      assert.equal(key === mine, there.key === theirs, what);
      // To Django, all that JSON has is a key of text.
      const isText = typeof odd === "string" || typeof odd === "number" || odd === null;
      const isTold = site.keyType === "text" ? !isText : raised === "ValidationError";
      assert.equal(told.length > 0, isTold, `${what} ${raised ?? ""}`);
      for (const { event } of told) assert.equal(event, "user-key-unreadable");
    }
  },
};
