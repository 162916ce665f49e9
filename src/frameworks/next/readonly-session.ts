/** A session as server components have it: to be read, by its type and in fact. */
import { SessionSealed } from "../../errors.ts";
import type { AnyData } from "../../session/mapping.ts";
import type { Session } from "../../session/session.ts";

/** A value that is not to be changed in place either. */
export type Frozen<Value> = Value extends object
  ? { readonly [Name in keyof Value]: Frozen<Value[Name]> }
  : Value;

type Key<Data> = keyof Data & string;

/** What can be read of a session. Its values are copies. */
export interface ReadonlySession<Data extends object = AnyData> extends Pick<
  Session<Data>,
  | "key"
  | "isEmpty"
  | "has"
  | "size"
  | "keys"
  | "toJSON"
  | "getExpiryAge"
  | "getExpiryDate"
  | "expiryAge"
  | "expiryDate"
  | "expireAtBrowserClose"
> {
  /** The value of a key, or `fallback` when the key is not there. Django: `session.get(key, default)`. */
  get<K extends Key<Data>>(key: K): Frozen<Data[K]> | undefined;
  /** The value of a key, or `fallback`. */
  get<K extends Key<Data>, F>(key: K, fallback: F): Frozen<Data[K]> | F;
}

/** The methods that only read. */
const READS: ReadonlySet<PropertyKey> = new Set<keyof ReadonlySession>([
  "has",
  "keys",
  "toJSON",
  "getExpiryAge",
  "getExpiryDate",
]);

/** A view of a session, through which nothing can be changed. @throws SessionSealed where somebody tries, types or not. */
export function readonlySession<Data extends object>(
  session: Session<Data>,
): ReadonlySession<Data> {
  const view = new Proxy<Session>(session as object as Session, {
    get(target, name) {
      if (name === "get") return (key: string, fallback?: unknown) => read(target, key, fallback);
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return READS.has(name) ? value.bind(target) : refuse;
    },
    set: refuse,
  });
  return view as object as ReadonlySession<Data>;
}

function read(session: Session, key: string, fallback: unknown): unknown {
  // A copy: whoever may change the session must not find its values frozen.
  return session.has(key) ? frozen(structuredClone(session.get(key))) : fallback;
}

function frozen(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

function refuse(): never {
  throw new SessionSealed("This session can only be read: Next.js sets no cookie here.", {
    fix: "Change it in a server action or a route handler, with the session that action() and route() give.",
  });
}
