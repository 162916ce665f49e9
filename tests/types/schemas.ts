/** Sessions typed once for the site, by a schema of any library or by hand, in every framework. Nothing of this runs. */
import { type } from "arktype";
import express from "express";
import { Hono } from "hono";
import * as v from "valibot";
import { expectTypeOf } from "vitest";
import { z } from "zod";
import { middleware as expressMiddleware } from "../../src/frameworks/express.ts";
import { middleware as honoMiddleware } from "../../src/frameworks/hono.ts";
import { Backend, getSession, getUser } from "../../src/index.ts";
import type { AuthUserRow, Session, SqlDatabase, User } from "../../src/index.ts";

declare const database: SqlDatabase;

interface Shop {
  cart: { id: number; amount: number }[];
  theme: "dark" | "light";
  visits?: number;
}

/** The same shop, by each library. */
const byZod = new Backend(database, "secret", {
  sessionSchema: z.object({
    cart: z.array(z.object({ id: z.number(), amount: z.number() })),
    theme: z.enum(["dark", "light"]),
    visits: z.number().exactOptional(),
  }),
});
const byValibot = new Backend(database, "secret", {
  sessionSchema: v.object({
    cart: v.array(v.object({ id: v.number(), amount: v.number() })),
    theme: v.picklist(["dark", "light"]),
    visits: v.exactOptional(v.number()),
  }),
});
const byArktype = new Backend(database, "secret", {
  sessionSchema: type({
    cart: type({ id: "number", amount: "number" }).array(),
    theme: "'dark' | 'light'",
    "visits?": "number",
  }),
});
const byHand = new Backend<AuthUserRow, string, Shop>(database, "secret");
const untyped = new Backend(database, "secret");

export async function ofTheBackend(): Promise<void> {
  for (const backend of [byZod, byValibot, byArktype, byHand]) {
    const session = await backend.getSession("key").load();
    expectTypeOf(session.get("cart")).toEqualTypeOf<Shop["cart"] | undefined>();
    expectTypeOf(session.get("theme")).toEqualTypeOf<Shop["theme"] | undefined>();
    expectTypeOf(session.get("visits", 0)).toEqualTypeOf<number | undefined>();
    session.set("theme", "dark");
    // @ts-expect-error -- no such key
    session.get("basket");
    // @ts-expect-error -- no such theme
    session.set("theme", "blue");
    await session.update((current) => current.set("visits", (current.get("visits") ?? 0) + 1));
    // A call can still say otherwise.
    expectTypeOf(backend.getSession<{ a: 1 }>()).toEqualTypeOf<Session<{ a: 1 }>>();
  }
  expectTypeOf(byHand.getSession()).toEqualTypeOf<Session<Shop>>();
  expectTypeOf(untyped.getSession()).toEqualTypeOf<Session>();
}

/** What is stored is what goes in: a Date is nothing that a session can hold. */
export function ofWhatIsStored(): void {
  const backend = new Backend(database, "secret", {
    sessionSchema: z.object({
      seen: z.string().transform((text) => new Date(text)),
      theme: z.string().default("light"),
    }),
  });
  expectTypeOf(backend.getSession().get("seen")).toEqualTypeOf<string | undefined>();
  expectTypeOf(backend.getSession().get("theme")).toEqualTypeOf<string | undefined>();
}

/** The schema of something that is no object. */
export const noObject = (): Backend =>
  // @ts-expect-error -- a session is an object
  new Backend(database, "secret", { sessionSchema: z.string() });

type Permission = "club.add_member";
interface MemberRow {
  readonly id: string;
  readonly born: string | null;
}
const club = new Backend<MemberRow, Permission, Shop>(database, "secret");

/** In a framework, by the one function, and with no `declare module`. */
export const shop = express()
  .use(expressMiddleware(byZod))
  .get("/", async (req, res) => {
    const session = await getSession(byZod, req);
    expectTypeOf(session.get("theme")).toEqualTypeOf<Shop["theme"] | undefined>();
    expectTypeOf(await getSession(untyped, req)).toEqualTypeOf<Session>();
    expectTypeOf(await getUser(club, req)).toEqualTypeOf<User<MemberRow, Permission>>();
    res.end();
  });

export const app = new Hono().use(honoMiddleware(club)).get("/", async (c) => {
  expectTypeOf(await getSession(club, c.var)).toEqualTypeOf<Session<Shop>>();
  expectTypeOf(await getUser(club, c.var)).toEqualTypeOf<User<MemberRow, Permission>>();
  return c.text("");
});
