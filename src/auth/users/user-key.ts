/** Primary keys of users: as Django converts them from the session, and as they are bound. Django: `Field.to_python`. */
import type { SqlValue, Vendor } from "../../databases/sql/database.ts";
import { MalformedValue } from "../../errors.ts";
import { strip } from "../validators/python-text.ts";
import type { FieldType } from "./user-model.ts";

/** A user's primary key. */
export type UserKey = number | bigint | string;

const LARGEST = { 32: 2n ** 31n, 64: 2n ** 63n } as const;

/**
 * The key behind what a session holds: `" 1 "` is 1, and 1.9 too, as `int()` has it.
 * @throws MalformedValue where Django raises ValidationError: the key of no user at all.
 */
export function toUserKey(value: unknown, type: FieldType): UserKey {
  if (type === "integer" || type === "bigint") return toInteger(value);
  if (type === "uuid") return toUuid(value);
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  throw malformed();
}

function toInteger(value: unknown): number | bigint {
  if (typeof value === "bigint") return narrow(value);
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number" && Number.isFinite(value)) return Math.trunc(value);
  const digits = typeof value === "string" ? strip(value) : "";
  if (!/^[+-]?\d(?:_?\d)*$/.test(digits) || digits.length > 4300) throw malformed();
  return narrow(BigInt(digits.replaceAll("_", "").replace("+", "")));
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Python's `uuid.UUID(text)`: hyphens, braces and `urn:uuid:` do not matter. */
function toUuid(value: unknown): string {
  if (typeof value === "boolean") return toUuid(Number(value));
  if (typeof value === "bigint" || Number.isInteger(value))
    return numbered(BigInt(value as number));
  const text = typeof value === "string" ? value : "";
  const hex = text
    .replaceAll("urn:", "")
    .replaceAll("uuid:", "")
    .replace(/^[{}]+|[{}]+$/g, "")
    .replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/i.test(hex)) throw malformed();
  return hyphenated(hex);
}

/** The UUID of a number, as Django has it: `uuid.UUID(int=number)`. */
function numbered(value: bigint): string {
  if (value < 0n || value >= 1n << 128n) throw malformed();
  return hyphenated(value.toString(16).padStart(32, "0"));
}

/** A UUID as Python's `str()` writes it. */
export function hyphenated(hex: string): string {
  const digits = hex.replaceAll("-", "").toLowerCase();
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The key as a statement binds it; null when no row can have it. */
export function bindUserKey(key: UserKey, type: FieldType, vendor: Vendor): SqlValue {
  if (type === "uuid") return vendor === "postgresql" ? key : String(key).replaceAll("-", "");
  if (type !== "integer" && type !== "bigint") {
    return /\0|\p{Surrogate}/u.test(String(key)) ? null : key;
  }
  const bits = type === "integer" && vendor !== "sqlite" ? 32 : 64;
  const value = BigInt(key);
  return value >= -LARGEST[bits] && value < LARGEST[bits] ? key : null;
}

function malformed(): MalformedValue {
  return new MalformedValue(
    "The session's _auth_user_id is not of the type of the user model's primary key.",
  );
}
