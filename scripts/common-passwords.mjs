/**
 * node scripts/common-passwords.mjs
 *
 * Writes src/auth/validators/common-passwords.ts from the list of the newest Django that the tests use.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { ensureDjango, supported } from "./lib/python.mjs";
import { root, run } from "./lib/run.mjs";

const READ = `
import gzip, json, pathlib, django.contrib.auth as auth
path = pathlib.Path(auth.__file__).parent / "common-passwords.txt.gz"
with gzip.open(path, "rt", encoding="utf-8") as lines:
    print(json.dumps(sorted({line.strip() for line in lines})))
`;

const LICENSE = `
import importlib.metadata as metadata
files = metadata.files("Django")
print(next(file for file in files if file.name == "LICENSE").locate().read_text())
`;

const python = await ensureDjango(supported.at(-1));
const passwords = JSON.parse(await run(python, ["-c", READ]));
const license = await run(python, ["-c", LICENSE]);
const packed = deflateRawSync(passwords.join("\n"), { level: 9 }).toString("base64");

writeFileSync(
  join(root, "src/auth/validators/common-passwords.ts"),
  `/**
 * The ${passwords.length.toLocaleString("en")} common passwords that come with Django, made by Royce Williams. Written by scripts/common-passwords.mjs.
 *
${license
  .trim()
  .split("\n")
  .map((line) => ` * ${line}`.trimEnd())
  .join("\n")}
 */
import { Buffer } from "node:buffer";
import { inflateRawSync } from "node:zlib";

const PACKED =
  "${packed}";

let list: ReadonlySet<string> | null = null;

/** The list, in lower case. Django: \`CommonPasswordValidator.passwords\`. */
export function commonPasswords(): ReadonlySet<string> {
  list ??= new Set(inflateRawSync(Buffer.from(PACKED, "base64")).toString("utf8").split("\\n"));
  return list;
}
`,
);
