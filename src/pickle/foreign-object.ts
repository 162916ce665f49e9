/** The error of a session that holds what only Python can write. */
import { ForeignObject } from "../errors.ts";
import type { PythonObject } from "./python-object.ts";

/** Names the class, or the function that would make the object. */
export function foreignObject(object: PythonObject): ForeignObject {
  return new ForeignObject(
    `The session holds an object that only Python can write: ${safeName(object)}.`,
    { fix: "Delete the key that holds it, or have Django store plain data there." },
  );
}

/** The name comes out of the store: what is none is not repeated. */
export function safeName({ module, qualname }: PythonObject): string {
  const path = `${module}.${qualname}`;
  return /^[\w.<>]{1,200}$/.test(path) ? path : "a name that is none";
}
