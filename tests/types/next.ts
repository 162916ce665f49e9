/** Sessions and users in Next.js: what reads cannot write. Nothing of this runs. */
import { NextResponse } from "next/server.js";
import type { NextRequest } from "next/server.js";
import { expectTypeOf } from "vitest";
import { djangoSession } from "../../src/frameworks/next.ts";
import type { ReadonlySession } from "../../src/frameworks/next.ts";
import { Backend } from "../../src/index.ts";
import type { Session, SqlDatabase, User } from "../../src/index.ts";

declare const database: SqlDatabase;
type AnyData = Record<string, any>;

interface Shop {
  cart: { id: number; tags: string[] }[];
  name: string | null;
}
interface MemberRow {
  readonly id: string;
  readonly born: string | null;
}
type Permission = "club.add_member" | "club.view_member";

const club = new Backend<MemberRow, Permission, Shop>(database, "secret");
const { getSession, getUser, loginRequired, permissionRequired, action, route, proxy } =
  djangoSession(club);

/** A server component. */
export async function Page(): Promise<string> {
  const session = await getSession();
  expectTypeOf(session).toEqualTypeOf<ReadonlySession<Shop>>();
  expectTypeOf(session).not.toExtend<Session<Shop>>();
  expectTypeOf(session.get("name", "")).toEqualTypeOf<string | null>();
  expectTypeOf(session.get("cart")?.[0]?.tags).toEqualTypeOf<readonly string[] | undefined>();
  expectTypeOf((await getSession<AnyData>()).get("anything")).toBeAny();
  const user = await getUser();
  expectTypeOf(user).toEqualTypeOf<User<MemberRow, Permission>>();
  expectTypeOf(await loginRequired("/club")).toEqualTypeOf(user);
  expectTypeOf(await permissionRequired(["club.add_member"])).toEqualTypeOf(user);
  return session.toJSON().name ?? user.get("born") ?? "";
}

/** A server action keeps its arguments and its result, as `useActionState` wants them. */
export const rename = action(async (visitor, before: { problem?: string }, form: FormData) => {
  const session = await visitor.getSession();
  expectTypeOf(session).toEqualTypeOf<Session<Shop>>();
  expectTypeOf(await visitor.getUser()).toEqualTypeOf<User<MemberRow, Permission>>();
  await club.login(session, await visitor.getUser());
  session.set("name", form.has("name") ? "x" : null);
  return before;
});
expectTypeOf(rename).toEqualTypeOf<
  (before: { problem?: string }, form: FormData) => Promise<{ problem?: string }>
>();

/** Route handlers, with parameters and without. */
export const GET = route(
  async ({ getSession }, request, { params }: { params: Promise<{ id: string }> }) => {
    expectTypeOf(request).toEqualTypeOf<NextRequest>();
    return Response.json([await params, await getSession()]);
  },
);
expectTypeOf(GET).parameters.toEqualTypeOf<
  [request: NextRequest, context: { params: Promise<{ id: string }> }]
>();
export const POST = route(() => new Response());
expectTypeOf(POST).parameter(0).toEqualTypeOf<NextRequest>();

/** The proxy file, with something to do and without. */
export const proxies = [
  proxy(),
  proxy(async (visitor) => void (await visitor.csrfToken())),
  proxy((_, request) => NextResponse.redirect(new URL("/", request.url))),
];
