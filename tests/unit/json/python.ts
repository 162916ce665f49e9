/** JSON data as Python's `ascii` prints it, which tells 1 from 1.0; and programs run by the Python of the tests. */
import { execFileSync } from "node:child_process";
import type { JsonNode } from "../../../src/json/node.ts";
import { membersOf } from "../../../src/json/node.ts";
import { parseJson } from "../../../src/json/parse.ts";
import { writeJson } from "../../../src/json/write.ts";

/** `ascii(json.loads(text))`, from our nodes. */
export function asciiOf(text: string): string {
  const print = (node: JsonNode): string => {
    if (node.kind === "array") return `[${node.items.map(print).join(", ")}]`;
    if (node.kind === "object") {
      const members = Array.from(
        membersOf(node),
        ([key, part]) => `${string(key)}: ${print(part)}`,
      );
      return `{${members.join(", ")}}`;
    }
    if (typeof node.value === "string") return string(node.value);
    if (typeof node.value === "number") return number(node.value, text.slice(node.start, node.end));
    if (typeof node.value === "bigint") return String(node.value);
    return { true: "True", false: "False", null: "None" }[String(node.value)] ?? "?";
  };
  return print(parseJson(text));
}

function number(value: number, token: string): string {
  const isFloat = /[.eEN]|I/.test(token);
  if (!isFloat) return String(value);
  const names: Record<string, string> = { NaN: "nan", Infinity: "inf", "-Infinity": "-inf" };
  const text = writeJson(value);
  return names[text] ?? (/[.e]/.test(text) ? text : `${text}.0`);
}

function string(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const letters = Array.from(value, (letter) => {
    if (letter === "\\" || letter === quote) return `\\${letter}`;
    return /^[ -~]$/.test(letter) ? letter : escape(letter);
  });
  return quote + letters.join("") + quote;
}

function escape(letter: string): string {
  const short: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const code = letter.codePointAt(0) ?? 0;
  const hex = (digits: number): string => code.toString(16).padStart(digits, "0");
  if (code < 0x100) return short[letter] ?? `\\x${hex(2)}`;
  return code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

/** What a Python program, in which `given` is the value given, leaves in `answer`. */
export function python(program: string, given: unknown): any {
  const path = process.env.DJANGO_PYTHON;
  if (path === undefined) throw new Error("No Python here: start the tests by npm test.");
  const source = `import json, sys\ngiven = json.load(sys.stdin)\n${program}\njson.dump(answer, sys.stdout)`;
  const options = { input: JSON.stringify(given), maxBuffer: 2 ** 28, encoding: "utf8" } as const;
  return JSON.parse(execFileSync(path, ["-c", source], options));
}
