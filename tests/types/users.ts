/** Users are typed by Django's field names, once for the site or once for a call. Nothing of this runs. */
import { expectTypeOf } from "vitest";
import { Backend } from "../../src/index.ts";
import type { AnyUser, DescribedUserModel, SqlDatabase, User } from "../../src/index.ts";
import { middleware } from "../../src/frameworks/express.ts";

declare const database: SqlDatabase;
declare const userModel: DescribedUserModel;

interface MemberRow {
  readonly id: string;
  readonly email: string;
  readonly born: string | null;
  readonly is_active: boolean;
}
type Permission = "club.add_member" | "club.view_member";

const plain = new Backend(database, "secret");
const club = new Backend<MemberRow, Permission>(database, "secret", { userModel });

export async function usersOfDjango(): Promise<void> {
  const user = await plain.getUser(plain.getSession()).load();
  expectTypeOf(user.get("email")).toEqualTypeOf<string | undefined>();
  expectTypeOf(user.get("last_login")).toEqualTypeOf<Date | null | undefined>();
  expectTypeOf(user.toJSON()).not.toHaveProperty("password");
  // @ts-expect-error -- no such field
  user.get("born");
  expectTypeOf(await user.hasPerm("any.thing")).toEqualTypeOf<boolean>();
  await plain.createUser({ username: "ann", password: "secret", is_staff: true });
  // @ts-expect-error -- a field of another kind
  await plain.createUser({ username: 5 });
}

export async function usersOfTheClub(): Promise<void> {
  const session = club.getSession();
  const member = await club.getUser(session).load();
  expectTypeOf(member).toEqualTypeOf<User<MemberRow, Permission>>();
  expectTypeOf(member.get("born")).toEqualTypeOf<string | null | undefined>();
  member.set("born", null);
  await member.save(["born"]);
  await member.hasPerm("club.add_member");
  // @ts-expect-error -- no such permission
  await member.hasPerm("club.ad_member");
  // @ts-expect-error -- no such field
  await member.save(["username"]);
  const found = await club.authenticate({ email: "a@example.com", password: "secret" });
  expectTypeOf(found).toEqualTypeOf<User<MemberRow, Permission> | null>();
  await club.login(session, await club.createUser({ email: "a@example.com" }));
  await club.updateSessionAuthHash(session, member);
  await club.validatePassword("secret", member);
  expectTypeOf(member).toExtend<AnyUser>();
  expectTypeOf(middleware(club)).toEqualTypeOf(middleware(plain));
}

export async function perCall(): Promise<void> {
  const member = await plain.getUser<MemberRow>(plain.getSession()).load();
  expectTypeOf(member.get("id")).toEqualTypeOf<string | undefined>();
}
