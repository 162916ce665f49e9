/** No error about a user holds a password, a hash, a name or an address. */
import { inspect } from "node:util";
import { beforeEach, expect, test } from "vitest";
import { UserSiteOfTests } from "./user-backend.ts";

const CANARY = "canary-value";

let site: UserSiteOfTests;
beforeEach(async () => {
  site = new UserSiteOfTests();
  await site.backend().createUser({ username: CANARY, email: CANARY, password: CANARY });
});

const failures: Readonly<Record<string, () => Promise<unknown>>> = {
  "a name that is taken": () =>
    site.backend().createUser({ username: CANARY, email: CANARY, password: CANARY }),
  "a name too long": () => site.backend().createUser({ username: CANARY.repeat(20) }),
  "a value of another kind": () =>
    site.backend().createUser({ username: "x", date_joined: CANARY as never }),
  "a missing table": () => {
    site.sqlite.exec("DROP TABLE auth_user");
    return site.backend().authenticate({ username: CANARY, password: CANARY });
  },
  "a table that refuses": async () => {
    const user = await site.backend().authenticate({ username: CANARY, password: CANARY });
    const refuse = "SELECT RAISE(ABORT, 'not so')";
    site.sqlite.exec(`CREATE TRIGGER t BEFORE UPDATE ON auth_user BEGIN ${refuse}; END`);
    await user!.setPassword(`${CANARY}-new`);
    await user!.save();
  },
  "a database that is down": () => {
    site.database.down = true;
    return site.backend().authenticate({ username: CANARY, password: CANARY });
  },
  "a deleted user": async () => {
    const user = await site.backend().authenticate({ username: CANARY, password: CANARY });
    site.sqlite.exec("DELETE FROM auth_user");
    await user!.set("email", `${CANARY}-new`).save();
  },
};

test.each(Object.entries(failures))("%s", async (_name, fail) => {
  const [{ password }] = site.sqlite.prepare("SELECT password FROM auth_user").all() as [any];
  const error: unknown = await fail().then(
    () => expect.fail("It did not fail."),
    (reason: unknown) => reason,
  );
  const shown = inspect(error, { depth: 10, showHidden: true });
  expect(shown).not.toContain(CANARY);
  expect(shown).not.toContain(password);
});

test("a diagnostic of a key that cannot be read does not tell the key", async () => {
  const told: unknown[] = [];
  const backend = site.backend({}, { onDiagnostic: (diagnostic) => void told.push(diagnostic) });
  const session = await backend.getSession().load();
  session.assign({ _auth_user_id: CANARY, _auth_user_backend: "x", _auth_user_hash: "x" });
  expect((await backend.getUser(session).load()).isAuthenticated).toBe(false);
  expect(told).toMatchObject([{ event: "user-key-unreadable" }]);
  expect(inspect(told)).not.toContain(CANARY);
});
