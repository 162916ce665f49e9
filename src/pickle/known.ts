/** The classes of Python that are known here, as what they are in JavaScript. No others are written. */
import type { Clock } from "../datetime.ts";
import { COLLECTIONS } from "./known-collections.ts";
import { DATES } from "./known-dates.ts";
import { TEXTS } from "./known-texts.ts";
import { ZONES } from "./known-zones.ts";
import { PythonObject } from "./python-object.ts";
import { isObject, nameOf, tupleItems } from "./values.ts";
import type { Likeness, Reader } from "./shape.ts";
import type { PyGlobal, PyInstance, PyValue } from "./values.ts";

const KNOWN: ReadonlyMap<string, Reader> = new Map(
  Object.entries({ ...COLLECTIONS, ...DATES, ...TEXTS, ...ZONES }),
);

/** What an object is in JavaScript; a {@link PythonObject} when only Python knows. */
export function likenessOf(instance: PyInstance, clock: Clock): Likeness | PythonObject {
  return readerOf(instance)?.(instance, clock) ?? foreign(instance);
}

function readerOf({ callee, isNew }: PyInstance): Reader | undefined {
  const name = nameOf(callee) ?? nameOfUnpickler(callee);
  return KNOWN.get(isNew ? `new ${name}` : `${name}`);
}

/** `zoneinfo.ZoneInfo._unpickle`, which Python writes as a call of getattr: of all its calls this one is known. */
function nameOfUnpickler(callee: PyValue): string | null {
  if (
    !isObject(callee) ||
    callee.kind !== "instance" ||
    nameOf(callee.callee) !== "builtins.getattr"
  )
    return null;
  const [owner, attribute, ...others] = tupleItems(callee.args) ?? [];
  const isUnpickle =
    isObject(attribute) && attribute.kind === "str" && attribute.text === "_unpickle";
  return isUnpickle && others.length === 0 && nameOf(owner) === "zoneinfo.ZoneInfo"
    ? "zoneinfo.ZoneInfo._unpickle"
    : null;
}

/** A class or function as a value. */
export function foreignGlobal({ module, name }: PyGlobal): PythonObject {
  return new PythonObject(module.text, name.text);
}

/** What an object of a known class is made of, and is not known itself. */
function foreignPart({ args }: PyInstance): PyGlobal | PyInstance | undefined {
  for (const part of tupleItems(args) ?? []) {
    if (!isObject(part)) continue;
    if (part.kind === "global") return part;
    if (part.kind === "instance" && readerOf(part) === undefined) return part;
  }
  return undefined;
}

/** The class that is not known: the object's own, or that of something it is made of. */
function foreign(instance: PyInstance): PythonObject {
  const part = readerOf(instance) === undefined ? undefined : foreignPart(instance);
  if (part !== undefined) return part.kind === "global" ? foreignGlobal(part) : foreign(part);
  let { callee } = instance;
  while (isObject(callee) && callee.kind === "instance") callee = callee.callee;
  return isObject(callee) && callee.kind === "global"
    ? foreignGlobal(callee)
    : new PythonObject("builtins", "object");
}
