/** A copy of JSON data that can be changed while the data stays: lists and objects anew, of the same members. */
export function copyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  // A spread makes `__proto__`, where that is a key, a key of the copy.
  const copy: Record<string, unknown> = { ...value };
  for (const key of Object.keys(copy)) {
    const member = copy[key];
    if (typeof member === "object") copy[key] = copyOf(member);
  }
  return copy;
}
