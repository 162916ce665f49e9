/** New users and changed ones: the rows that Django would have made. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { IntegrityError, UserGone, ValidationError } from "../../../../src/index.ts";
import type { AnyUserRow, DescribedUserModel } from "../../../../src/index.ts";
import { assertSame } from "../shared-users.ts";
import type { Shown } from "../shared-users.ts";
import type { UsersCase } from "./known.ts";

const freeName = (): string => `new-${randomBytes(6).toString("hex")}`;

/** Fields whose values are the user's alone, or of the moment. */
const OWN = /id$|^(?:password|username|login|handle|email|badge|date_joined|joined|changed)$/;

export const accountCases: Record<string, UsersCase> = {
  "made here, the row is what Django makes": async (site) => {
    const [mine, theirs] = [freeName(), freeName()];
    const fields = site.model.fieldsOf(mine);
    const user = await site.backend().createUser({ ...fields, password: "secret" });
    await site.there(null, ["create_user", { ...site.model.fieldsOf(theirs), password: "secret" }]);
    const find = async (name: string): Promise<Shown> =>
      (await site.there(null, ["find_user", site.model.usernameOf(name)])).answer[0];
    const [made, other] = [await find(mine), await find(theirs)];
    assertSame(user, made);
    const shared = ({ fields }: Shown): unknown =>
      Object.entries(fields).filter(([name]) => !OWN.test(name));
    assert.deepEqual(shared(made), shared(other));
    const credentials = { username: site.model.usernameOf(mine), password: "secret" };
    const [found] = (await site.there(null, ["authenticate", credentials])).answer;
    assert.equal(found.pk, String(user.pk));
    const key = await site.signedInHere(site.model.usernameOf(mine));
    assert.equal((await site.whoThere(key)).answer?.pk, String(user.pk));
  },
  "a name that is taken is refused, and leaves nothing behind": async (site) => {
    const username = await site.newUser();
    const name = username.replace("@example.com", "");
    const count = async (): Promise<unknown> =>
      (await site.client.probe(`SELECT count(*) AS n FROM ${oldestTable(site.described)}`))[0]?.n;
    const before = await count();
    const again = site.backend().createUser(site.model.fieldsOf(name));
    await assert.rejects(again, IntegrityError);
    assert.deepEqual(await count(), before);
    if (!site.model.label.endsWith("Employee") && !site.model.label.endsWith("Director")) return;
    // The parent's row can be made, and the model's own cannot.
    const other = freeName();
    const taken = { ...site.model.fieldsOf(other), badge: name };
    await assert.rejects(site.backend().createUser(taken), IntegrityError);
    assert.deepEqual(await count(), before);
    assert.equal((await site.backend().createUser(site.model.fieldsOf(other))).username, other);
  },
  "names and addresses are normalized": async (site) => {
    const name = `ﬀⅧ１${freeName()}`;
    const user = await site.backend().createUser(site.model.fieldsOf(name));
    const username = site.model.usernameOf(name).normalize("NFKC");
    assert.equal(user.username, username);
    const { answer } = await site.there(null, ["find_user", username]);
    assert.equal(answer[0].pk, String(user.pk));
    if (site.described.emailField === null || !("email" in site.model.fieldsOf(name))) return;
    assert.match(String(user.get("email")), /@example\.com$/);
    assert.equal(answer[0].fields.email, user.get("email"));
  },
  "no password lets nobody in": async (site) => {
    const name = freeName();
    const user = await site.backend().createUser(site.model.fieldsOf(name));
    assert.equal(user.hasUsablePassword, false);
    const credentials = { username: user.username, password: "" };
    assert.equal(await site.backend().authenticate(credentials), null);
    assert.deepEqual((await site.there(null, ["authenticate", credentials])).answer, [null]);
  },
  "an empty name, and a name too long, are told of before the database is asked": async (site) => {
    const { usernameField, fields } = site.described;
    const long = "x".repeat((fields[usernameField]!.maxLength ?? 0) + 1);
    const name = site.model.fieldsOf(freeName());
    for (const username of ["", long, "a\0b", "\ud800"]) {
      const given = { ...name, [usernameField]: username };
      await assert.rejects(site.backend().createUser(given), ValidationError, username.slice(0, 5));
    }
  },
  "a changed field is there, and others are left alone": async (site) => {
    const { note } = site.model;
    if (note === null) return;
    const username = await site.newUser();
    const { answer: user } = await site.whoHere(await site.signedInThere(username));
    const last = { last_login: "2001-02-03T04:05:06+00:00" };
    await site.there(null, ["change_user", username, last]);
    await user.set(note, "été ’").save();
    const [shown] = (await site.there(null, ["find_user", username])).answer as Shown[];
    assert.equal(shown!.fields[note], "été ’");
    assert.equal(shown!.fields.last_login, "2001-02-03T04:05:06.000000+00:00");
  },
  "a user deleted there is not brought back by a change here": async (site) => {
    const username = await site.newUser();
    const { answer: user } = await site.whoHere(await site.signedInThere(username));
    await site.there(null, ["delete_user", username]);
    user.set("last_login", new Date());
    await assert.rejects(user.save(), UserGone);
  },
  "every kind of field": async (site) => {
    if (site.model.label !== "accounts.Member") return;
    const inviter = await site.backend().createUser(site.model.fieldsOf(freeName()));
    const values: AnyUserRow = {
      is_active: false,
      joined: new Date("2024-02-29T23:59:59.123Z"),
      born: "1912-06-23",
      nickname: "ʻOkina",
      rating: 0.1 + 0.2,
      credit: "12345.67",
      points: 2n ** 62n,
      preferences: { deep: [1, { é: null }] },
      invited_by_id: inviter.pk,
    };
    const fields = { ...site.model.fieldsOf(freeName()), ...values };
    const user = await site.backend().createUser(fields);
    for (const [name, value] of Object.entries(values)) {
      assert.deepEqual(user.get(name), value, name);
    }
    const { answer } = await site.there(null, ["find_user", user.username]);
    const { credit, points, ...others } = answer[0].fields;
    assert.deepEqual([credit, points], ["12345.67", String(2n ** 62n)]);
    assertSame(user, { ...answer[0], fields: others });
    const born = new Date("1912-06-24T00:00:00Z");
    await user.set("born", born).set("nickname", null).set("preferences", []).save();
    const [after] = (await site.there(null, ["find_user", user.username])).answer as Shown[];
    const { born: day, nickname, preferences } = after!.fields;
    assert.deepEqual([day, nickname, preferences], ["1912-06-24", null, []]);
  },
};

/** The table of the model, or of the parent that all others inherit from. */
function oldestTable({ table, parents = [] }: DescribedUserModel): string {
  return parents.at(-1)?.table ?? table;
}
