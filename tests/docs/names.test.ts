/** docs/names.md beside real Djangos: every public name of theirs is in its table, and no other. Ours compile: see snippets.test.ts. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { djangoVersions, openPeer } from "../django/server.ts";
import type { DjangoPeer } from "../django/server.ts";
import { readPage, rowsOf, sectionOf, sectionsOf, spansOf } from "./markdown.ts";

/** A Python list of the members of a class, those included that it has from other classes of sessions or signing. */
function membersOf(path: string, made = "{}"): string {
  const dot = path.lastIndexOf(".");
  const owner = `__import__(${JSON.stringify(path.slice(0, dot))}, fromlist=["x"])`;
  const own = `[n for c in getattr(${owner}, ${JSON.stringify(path.slice(dot + 1))}).__mro__
    if c.__module__.startswith(("django.contrib.sessions", "django.contrib.auth", "django.core.signing")) for n in vars(c)]`;
  return `${own} + list(${made})`;
}

/** A Python list of the public members of a class of users. */
function usersMembers(name: string): string {
  return `[n for n in ${membersOf(`django.contrib.auth.models.${name}`)} if not n.startswith("_")]`;
}

/** A Python list of what a module defines, and of what it is known to hand on. */
function namesOf(module: string, handedOn: readonly string[] = []): string {
  return `[n for n, v in vars(__import__("${module}", fromlist=["x"])).items()
    if n in ${JSON.stringify(handedOn)} or n.isupper() or getattr(v, "__module__", "") == "${module}"]`;
}

/** The tables of the page, and how Django is asked for the names that belong in each. */
const TABLES: Readonly<Record<string, string>> = {
  SessionStore: membersOf("django.contrib.sessions.backends.db.SessionStore", "vars(store())"),
  "Session, the model": membersOf("django.contrib.sessions.models.Session"),
  BaseSessionManager: membersOf("django.contrib.sessions.base_session.BaseSessionManager"),
  SessionMiddleware: membersOf("django.contrib.sessions.middleware.SessionMiddleware"),
  Exceptions: `${namesOf("django.contrib.sessions.exceptions", ["BadRequest", "SuspiciousOperation"])}
    + ["CreateError", "UpdateError"]`,
  Settings: `[n for n in dir(__import__("django.conf.global_settings", fromlist=["x"])) 
    if n.startswith(("SESSION", "AUTH", "CSRF", "LOGIN", "LOGOUT", "PASSWORD"))]`,
  "django.contrib.auth": `${namesOf("django.contrib.auth")}
    + ["user_logged_in", "user_logged_out", "user_login_failed"]`,
  User: `${usersMembers("User")} + ${usersMembers("AnonymousUser")}`,
  UserManager: usersMembers("UserManager"),
  "django.contrib.auth.decorators": `${namesOf("django.contrib.auth.decorators")} + ["staff_member_required"]`,
  "django.contrib.auth.hashers": namesOf("django.contrib.auth.hashers"),
  "django.contrib.auth.password_validation": namesOf("django.contrib.auth.password_validation"),
  "django.middleware.csrf": namesOf("django.middleware.csrf"),
  "django.core.signing": namesOf("django.core.signing", ["salted_hmac", "constant_time_compare"]),
  Signer: membersOf("django.core.signing.Signer"),
  TimestampSigner: `list(vars(django.core.signing.TimestampSigner))`,
};

const page = readPage("docs/names.md");

describe.each(djangoVersions())("Django %s", (version) => {
  let peer: DjangoPeer;
  beforeAll(async () => {
    peer = await openPeer({ version, databaseUrl: "sqlite:///:memory:", migrate: false });
  });
  afterAll(() => peer.stop());

  test.each(Object.entries(TABLES))("%s: every name has its row", async (title, expression) => {
    const names: string[] = await peer.eval(expression.replaceAll("\n", " "));
    const documented = djangoNames(title);
    const missing = names.filter((name) => isPublic(name) && !documented.includes(name));
    expect([...new Set(missing)]).toEqual([]);
    // Names of one release only stay in the table, which says so: the newest must not have lost another that we promise.
    if (version === djangoVersions().at(-1)) {
      const promised = djangoNames(title, (note) => !note.startsWith("Until Django"));
      expect(promised.filter((name) => !names.includes(name))).toEqual([]);
    }
  });
});

test("the page has these tables and no other, and a reason wherever there is no name of ours", () => {
  expect(sectionsOf(page).map(({ title }) => title)).toEqual(Object.keys(TABLES));
  const reasonless = rowsOf(page).filter(([, ours, note]) => ours === "—" && note === "");
  expect(reasonless).toEqual([]);
});

function djangoNames(title: string, isMeant: (note: string) => boolean = () => true): string[] {
  const rows = rowsOf(sectionOf(page, title)).filter(([, , note = ""]) => isMeant(note));
  return rows.flatMap(([name = ""]) => spansOf(name));
}

/** Not private, and none of the names that Python gives to every class or module. */
function isPublic(name: string): boolean {
  const given = /^__(dict|doc|module|weakref|firstlineno|slotnames|static_attributes)__$/;
  return name.startsWith("__") ? name.endsWith("__") && !given.test(name) : !name.startsWith("_");
}
