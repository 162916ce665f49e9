/** docs/errors.md has a heading for every code and every cause, and says of each class what it is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as errors from "../../src/errors.ts";
import { root } from "../package/project.ts";
import { headingsOf, readPage, sectionOf } from "./markdown.ts";

const page = readPage("docs/errors.md");
const headings = headingsOf(page).filter(({ level }) => level === 3);
const titles = headings.map(({ title }) => title);

/** The members of a union of texts, from the source. */
function membersOf(file: string, type: string): string[] {
  const source = readFileSync(join(root, "src", file), "utf8");
  const [, union = ""] = new RegExp(`export type ${type} =([^;]*);`).exec(source) ?? [];
  return [...union.matchAll(/"(.*?)"/g)].map(([, member = ""]) => member);
}

test("every code has its heading, and every cause", () => {
  const codes = membersOf("errors.ts", "ErrorCode");
  const causes = membersOf("codec/codec.ts", "DecodeCause");
  expect(codes.length).toBeGreaterThan(10);
  expect(causes.length).toBeGreaterThan(10);
  expect([...titles].sort()).toEqual([...codes, ...causes].sort());
  const parts = headingsOf(sectionOf(page, "Unreadable sessions")).map(({ title }) => title);
  expect(parts.sort()).toEqual(causes.sort());
});

type ErrorClass = new (message: unknown) => errors.DjangoSessionError;

/** Whatever the class takes: a message, or a list of things to say. */
function madeOf(Class: ErrorClass): errors.DjangoSessionError {
  return Reflect.construct(Class, [[]]);
}

const classes = Object.values(errors) as unknown as ErrorClass[];
/** Those that are thrown: an abstract one has no code. */
const named = classes
  .filter((Class) => Class.prototype instanceof errors.DjangoSessionError)
  .filter((Class) => madeOf(Class).code !== undefined)
  .map((Class) => [Class.name, Class] as const);

test.each(named)("%s stands under its code, with its status", (name, Class) => {
  const error = madeOf(Class);
  const [, part = ""] = page.split(`\n### ${error.code}\n`);
  const [text = ""] = part.split("\n#");
  const isAnswer = error instanceof errors.HttpError;
  expect(text).toContain(`\`${name}\``);
  expect(/status (\d+)/.exec(text)?.[1]).toBe(isAnswer ? String(error.status) : undefined);
  const seconds = /`Retry-After: (\d+)`/.exec(text)?.[1];
  expect(seconds).toBe(isAnswer ? error.headers["Retry-After"] : undefined);
});
