/** What is text here: Django's strings, translations to come, decimals and UUIDs. */
import type { Reader } from "./shape.ts";
import { isBareState, onlyArgs, textOf } from "./shape.ts";
import { isObject, nameOf, str, tupleItems } from "./values.ts";
import type { PyString, PyValue } from "./values.ts";

export const TEXTS: Readonly<Record<string, Reader>> = {
  "new django.utils.safestring.SafeString": onlyText,
  "new django.utils.safestring.SafeText": onlyText,
  "decimal.Decimal": onlyText,
  "django.utils.functional._lazy_proxy_unpickle": (instance) => {
    const [translate, args, names, type, ...others] = onlyArgs(instance) ?? [];
    const message = MESSAGES[nameOf(translate) ?? ""];
    const given = tupleItems(args);
    if (message === undefined || given === null || others.length > 0) return undefined;
    if (!isObject(names) || names.kind !== "dict" || nameOf(type) !== "builtins.str")
      return undefined;
    return message(given, names.pairs);
  },
  "new uuid.UUID": (instance) => {
    const { state } = instance;
    if (!isBareState(instance) || !isObject(state) || state.kind !== "dict") return undefined;
    const [key, value, ...safety] = state.pairs;
    if (textOf(key) !== "int" || !isSafety(safety)) return undefined;
    return typeof value === "number" || typeof value === "bigint" ? uuid(BigInt(value)) : undefined;
  },
};

/** What a UUID that was made of the time says of itself beside its number, or nothing. */
function isSafety([key, value, ...others]: readonly PyValue[]): boolean {
  if (key === undefined) return true;
  return textOf(key) === "is_safe" && typeof value === "number" && others.length === 0;
}

function onlyText(instance: Parameters<Reader>[0]): PyString | undefined {
  const [text, ...others] = onlyArgs(instance) ?? [];
  const value = textOf(text);
  return value === null || others.length > 0 ? undefined : str(value);
}

function uuid(value: bigint): PyString | undefined {
  if (value < 0n || value >= 1n << 128n) return undefined;
  const digits = value.toString(16).padStart(32, "0");
  return str(digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"));
}

type Message = (args: readonly PyValue[], names: readonly PyValue[]) => PyString | undefined;

/** The message that a lazy string translates, as it stands in the source: translating is Django's. */
const MESSAGES: Readonly<Record<string, Message>> = {
  "django.utils.translation.gettext": ([message, ...others], names) => only(message, others, names),
  "django.utils.translation.pgettext": ([, message, ...others], names) =>
    only(message, others, names),
  "builtins.str": ([text, ...others], names) => only(text, others, names),
};

function only(
  message: PyValue | undefined,
  others: readonly PyValue[],
  names: readonly PyValue[],
): PyString | undefined {
  const text = textOf(message);
  return text === null || others.length > 0 || names.length > 0 ? undefined : str(text);
}
