/** A copy of JSON data that `JSON.stringify` accepts: big integers as strings of their digits. */
export function jsonSafe(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(jsonSafe);
  if (typeof value !== "object" || value === null || hasToJson(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, jsonSafe(member)]));
}

/** Whether `JSON.stringify` would ask the object itself; data that is called so is no method. */
function hasToJson(value: object): boolean {
  return "toJSON" in value && typeof value.toJSON === "function";
}
