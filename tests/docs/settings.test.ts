/** docs/settings.md beside the sources: every setting with its default, every option, and a dump that real Djangos print. */
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { siteSettings } from "../../src/settings.ts";
import { parseVersion } from "../../src/version.ts";
import { djangoVersions } from "../django/server.ts";
import { blocksOf, readPage, rowsOf, sectionOf, spansOf } from "./markdown.ts";

const page = readPage("docs/settings.md");

/** Names in the first column of a table, with the text of the second. */
function tableOf(text: string): Record<string, string> {
  const rows = rowsOf(text).map(([name = "", value = ""]) => [spansOf(name)[0], value]);
  return Object.fromEntries(rows.filter(([name]) => name !== undefined));
}

test("every setting is there, with the default that it has", () => {
  const { SECRET_KEY: _, DJANGO_VERSION, ...defaults } = siteSettings("key");
  const documented = tableOf(sectionOf(page, "Django settings"));
  const { SECRET_KEY: secret, DJANGO_VERSION: version, ...rest } = documented;
  const written = Object.entries(rest).map(([name, value]) => [
    name,
    JSON.parse(spansOf(value)[0]!),
  ]);
  expect(Object.fromEntries(written)).toEqual(defaults);
  expect(secret).toBe("—");
  expect(parseVersion(JSON.parse(spansOf(version!)[0]!))).toEqual(DJANGO_VERSION);
});

describe("a dump", () => {
  const [script] = blocksOf(page).filter(({ language }) => language === "python");

  test.each(djangoVersions())("of Django %s is taken as it is", (version) => {
    const python = JSON.parse(process.env.DJANGO_PYTHONS ?? "{}")[version];
    const output = execFileSync(python, ["manage.py", "shell", "-v", "0"], {
      cwd: "tests/django",
      input: script?.code,
      env: { ...process.env, DATABASE_URL: "sqlite:///:memory:" },
      encoding: "utf8",
    });
    const settings = siteSettings(JSON.parse(output));
    expect(settings.DJANGO_VERSION.slice(0, 2).join(".")).toBe(version);
    expect(settings.SECRET_KEY).toBe("django-insecure-for-tests-only");
  });

  test("has every setting that we use", () => {
    const used = Object.keys(siteSettings("key"));
    expect(used.filter((name) => !script?.code.includes(name))).toEqual([]);
  });
});
