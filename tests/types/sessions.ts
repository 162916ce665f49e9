/** The types of a session, as tsc checks them. Nothing of this runs. */
import { expectTypeOf } from "vitest";
import { Backend, SessionInterrupted, StoreError, dbEngine } from "../../src/index.ts";
import type {
  Connections,
  DjangoSessionError,
  ErrorCode,
  Session,
  SqlDatabase,
} from "../../src/index.ts";

declare const database: SqlDatabase;
declare const backend: Backend;
declare const error: DjangoSessionError;

/** What one site keeps in its sessions. An interface, which has no index signature. */
interface Shop {
  cart: { id: number; amount: number }[];
  name: string | null;
  visits?: number;
}

/** Ways to make a backend. */
export const backends = (connections: Connections): Backend[] => [
  new Backend(database, "secret"),
  new Backend(database, new Uint8Array(32).join("")),
  new Backend(database, { SECRET_KEY: new Uint8Array(32), SECRET_KEY_FALLBACKS: ["old"] }),
  new Backend(connections, { SECRET_KEY: "secret" }, { now: () => new Date() }),
  new Backend({ databases: { default: database } }, "secret", {
    now: Date.now,
    engines: {
      own: dbEngine({ columns: (data) => ({ account: Number(data.get("_auth_user_id")) }) }),
    },
    onDiagnostic: (diagnostic) => expectTypeOf(diagnostic.event).toExtend<string>(),
  }),
];

/** A session whose data was declared. */
export async function typed(key: string | undefined): Promise<void> {
  const session = await backend.getSession<Shop>(key).load();
  expectTypeOf(session).toEqualTypeOf<Session<Shop>>();
  expectTypeOf(session.key).toEqualTypeOf<string | null>();
  expectTypeOf(session.get("cart")).toEqualTypeOf<Shop["cart"] | undefined>();
  expectTypeOf(session.get("name")).toEqualTypeOf<string | null | undefined>();
  expectTypeOf(session.get("visits", 0)).toEqualTypeOf<number | undefined>();
  expectTypeOf(session.get("cart", null)).toEqualTypeOf<Shop["cart"] | null>();
  expectTypeOf(session.pop("cart")).toEqualTypeOf<Shop["cart"] | undefined>();
  expectTypeOf(session.setDefault("cart", [])).toEqualTypeOf<Shop["cart"]>();
  expectTypeOf(session.set("name", null)).toEqualTypeOf<typeof session>();
  expectTypeOf(session.assign({ name: "x" })).toEqualTypeOf<typeof session>();
  expectTypeOf([...session.keys()]).toEqualTypeOf<(keyof Shop)[]>();
  expectTypeOf([...session.values()]).toEqualTypeOf<Shop[keyof Shop][]>();
  for (const [name, value] of session) {
    expectTypeOf(name).toEqualTypeOf<keyof Shop>();
    expectTypeOf(value).toEqualTypeOf<Shop[keyof Shop]>();
  }
  expectTypeOf(session.toJSON()).toEqualTypeOf<Shop>();
  expectTypeOf(await session.save()).toEqualTypeOf<boolean>();
  expectTypeOf(await session.update((s) => s.get("cart")?.length)).toEqualTypeOf<
    number | undefined
  >();
  expectTypeOf(await session.update(async (s) => s.set("name", "x").key)).toEqualTypeOf<
    string | null
  >();
  expectTypeOf(session.expiryDate).toEqualTypeOf<Date>();
}

/** A session whose data was not: any key, any value. */
export async function untyped(): Promise<void> {
  const session = await backend.getSession().load();
  expectTypeOf(session).toEqualTypeOf<Session>();
  expectTypeOf(session.get("anything")).toBeAny();
  session.set("count", (session.get("count") ?? 0) + 1);
  session.set("nested", { deep: [1, null] });
  expectTypeOf([...session.keys()]).toEqualTypeOf<string[]>();
}

/** An error is known by its code, which is one of a list, or by its class, which tells more. */
export function errors(): boolean {
  expectTypeOf(error.code).toEqualTypeOf<ErrorCode>();
  if (error instanceof SessionInterrupted) expectTypeOf(error.status).toExtend<number>();
  if (error instanceof StoreError) expectTypeOf(error.retryAfter).toExtend<number>();
  return error.code === "SESSION_INTERRUPTED";
}
