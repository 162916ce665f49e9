/** The golden files are what the Django of this machine says; if not: npm run golden, and see what changed. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { djangoVersions } from "../django/server.ts";
import { readGolden } from "./golden.ts";

const folder = fileURLToPath(new URL("../django/", import.meta.url));

/** What a program says to this version; compressed texts, which every build of zlib makes in its own way, are left out. */
function ask(name: string, version: string): unknown {
  const python = JSON.parse(process.env.DJANGO_PYTHONS ?? "{}")[version];
  const options = { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 26 } as const;
  return JSON.parse(
    execFileSync(python, ["-W", "ignore", `golden_${name}.py`], options),
    uncompressed,
  );
}

function uncompressed(_: string, value: unknown): unknown {
  return typeof value === "string" && /^\.[\w-]{8}/.test(value) ? "." : value;
}

describe.each(djangoVersions())("Django %s", (version) => {
  it.each(["json", "sessions", "signing"])("says of %s what the golden files say", (name) => {
    const golden = JSON.parse(JSON.stringify(readGolden(name, version)), uncompressed);
    expect(ask(name, version)).toEqual(golden);
  });
});

it("there is a Django to ask", () => {
  expect(djangoVersions().length).toBeGreaterThan(0);
});
