/** Python's collections beside list and dict. */
import type { Reader } from "./shape.ts";
import { isObject, nameOf, tupleItems } from "./values.ts";
import type { PyDict, PyInstance, PyValue } from "./values.ts";

/** What a `defaultdict` makes of a key that is not there. */
const FACTORIES = new Set(
  ["list", "dict", "set", "tuple", "int", "float", "bool", "str"].map((name) => `builtins.${name}`),
);

export const COLLECTIONS: Readonly<Record<string, Reader>> = {
  "collections.OrderedDict": (instance) => {
    return tupleItems(instance.args)?.length === 0 ? filledDict(instance) : undefined;
  },
  "collections.defaultdict": (instance) => {
    const [factory = null, ...others] = tupleItems(instance.args) ?? [undefined, null];
    const isKnown = factory === null || FACTORIES.has(nameOf(factory) ?? "");
    return isKnown && others.length === 0 ? filledDict(instance) : undefined;
  },
  "collections.Counter": ({ args, state, items, pairs }) => {
    const [counts, ...others] = tupleItems(args) ?? [];
    const isPlain = state === undefined && items.length === 0 && pairs.length === 0;
    return isPlain && others.length === 0 && isObject(counts) && counts.kind === "dict"
      ? counts
      : undefined;
  },
  "collections.deque": ({ args, state, items, pairs }) => {
    const isPlain = state === undefined && pairs.length === 0;
    return isPlain && areArgsOfDeque(tupleItems(args)) ? { kind: "list", items } : undefined;
  },
};

/** `deque()`, `deque(())` or `deque((), maxlen)`: the items are appended after. */
function areArgsOfDeque(args: readonly PyValue[] | null): boolean {
  const [start, size = null, ...others] = args ?? [null];
  const isEmpty = start === undefined || tupleItems(start)?.length === 0;
  return isEmpty && (size === null || typeof size === "number") && others.length === 0;
}

function filledDict({ state, items, pairs }: PyInstance): PyDict | undefined {
  return state === undefined && items.length === 0 ? { kind: "dict", pairs } : undefined;
}

/** The same collection with other parts; null when the object is none. */
export function refill(instance: PyInstance, parts: readonly PyValue[]): PyInstance | null {
  const name = nameOf(instance.callee) ?? "";
  if (!Object.hasOwn(COLLECTIONS, name)) return null;
  if (name === "collections.deque") return { ...instance, items: [...parts] };
  if (name !== "collections.Counter") return { ...instance, pairs: [...parts] };
  return { ...instance, args: { kind: "tuple", items: [{ kind: "dict", pairs: [...parts] }] } };
}
