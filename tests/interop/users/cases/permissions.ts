/** What users may do, in Django's words: every pair of a user and a permission, by one statement a user at most. */
import assert from "node:assert/strict";
import { ObservedDatabase } from "../../../../src/testing/observed-database.ts";
import type { AnyUser } from "../../../../src/index.ts";
import type { Operation, SharedUsers } from "../shared-users.ts";
import type { UsersCase } from "./known.ts";

/** Of what there are, of what nobody has, of what there is not, and what is no name at all. */
const PERMISSIONS: readonly string[] = [
  ...["add", "change", "delete", "view"].flatMap((action) => [
    `auth.${action}_group`,
    `auth.${action}_permission`,
    `sessions.${action}_session`,
    `accounts.${action}_member`,
  ]),
  "auth.nothing",
  "nothing.add_group",
  "add_group",
  "",
];
const LABELS = ["auth", "sessions", "accounts", "contenttypes", "nothing", ""];

/** Fields, permissions of the user's own, and groups with theirs. */
const GRANTS: readonly (readonly [fields: object, own: string[], groups: object])[] = [
  [{}, [], {}],
  [{}, ["auth.add_group", "sessions.view_session"], {}],
  [{}, [], { editors: ["accounts.add_member", "accounts.change_member"] }],
  [{}, ["auth.add_group"], { editors: ["accounts.add_member"], more: ["auth.view_group"] }],
  [{}, ["accounts.add_member"], { editors: ["accounts.add_member"] }],
  [{}, [], { empty: [] }],
  [{ is_active: false }, ["auth.add_group"], { more: ["auth.view_group"] }],
  [{ is_superuser: true }, [], {}],
  [{ is_superuser: true }, ["auth.add_group"], { editors: ["accounts.add_member"] }],
  [{ is_superuser: true, is_active: false }, [], {}],
];
const MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend";
const ALLOW_ALL = "django.contrib.auth.backends.AllowAllUsersModelBackend";

export const permissionCases: Record<string, UsersCase> = {
  "200 pairs of a user and a permission": async (given) => {
    if (!given.model.hasPermissions) return;
    // Both, so that inactive users come in, and so that two backends are asked by one statement.
    const site = given.under({ AUTHENTICATION_BACKENDS: [ALLOW_ALL, MODEL_BACKEND] });
    let pairs = 0;
    for (const [fields, own, groups] of GRANTS) {
      const username = await site.newUser(fields);
      await site.there(null, ["grant", username, own, groups]);
      const { key } = await site.there(null, ["login", username, ALLOW_ALL]);
      pairs += await comparePairs(site, key);
    }
    assert.equal(pairs, 200);
  },
  "those of nobody": async (site) => {
    assert.equal(await comparePairs(site, null), PERMISSIONS.length);
  },
  "those of a model without permissions": async (site) => {
    if (site.model.hasPermissions) return;
    const username = await site.newUser();
    const user = (await site.whoHere(await site.signedInThere(username))).answer;
    assert.equal(await user.hasPerm("auth.add_group"), false);
    assert.deepEqual(await user.getAllPermissions(), new Set());
  },
};

async function comparePairs(site: SharedUsers, key: string | null): Promise<number> {
  const ops: Operation[] = [
    ...PERMISSIONS.map((name): Operation => ["has_perm", name]),
    ...LABELS.map((label): Operation => ["has_module_perms", label]),
    ["all_permissions"],
    ["user_permissions"],
    ["group_permissions"],
    ["has_perms", ["auth.add_group", "sessions.view_session"]],
    ["has_perms", []],
    ["has_perm", "auth.add_group", "an object"],
  ];
  const { answer: there } = await site.there(key, ...ops);
  const database = new ObservedDatabase(site.client.database);
  const backend = site.backend({}, database);
  const session = await backend.getSession(key).load();
  const user = await backend.getUser(session).load();
  const here: unknown[] = [];
  const statements = await database.watch(async () => {
    for (const [name, ...args] of ops) here.push(await ASKED[name]!(user, ...args));
  });
  assert.deepEqual(here, there);
  assert.ok(statements.length <= 1, `${statements.length} statements`);
  return PERMISSIONS.length;
}

const ASKED: Readonly<Record<string, (user: AnyUser, ...args: any[]) => Promise<unknown>>> = {
  has_perm: (user, name, object) => user.hasPerm(name, object),
  has_perms: (user, names) => user.hasPerms(names),
  has_module_perms: (user, label) => user.hasModulePerms(label),
  all_permissions: async (user) => [...(await user.getAllPermissions())].sort(),
  user_permissions: async (user) => [...(await user.getUserPermissions())].sort(),
  group_permissions: async (user) => [...(await user.getGroupPermissions())].sort(),
};
