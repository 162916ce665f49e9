/** The repository's Markdown, as far as the tests of the documentation look into it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../package/project.ts";

/** A fenced block of code. */
export interface Block {
  readonly language: string;
  /** What follows the language: the path of a file, in CONTRIBUTING.md. */
  readonly info: string;
  readonly code: string;
  /** The line of the fence. */
  readonly line: number;
}

/** A row of a table: the texts of its cells. */
export type Row = readonly string[];

/** A page, or a part of one. */
export interface Section {
  readonly title: string;
  readonly text: string;
}

/** All Markdown files that the repository holds or is about to, by their paths in it. */
export function markdownFiles(): string[] {
  const flags = ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"];
  return execFileSync("git", flags, { cwd: root, encoding: "utf8" }).trim().split("\n");
}

export function readPage(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** The fenced blocks of a text. */
export function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```(\w+) *(.*)\n([^]*?)^```$/gm)].map((match) => {
    const [, language = "", info = "", code = ""] = match;
    return { language, info, code, line: text.slice(0, match.index).split("\n").length };
  });
}

/** The text without its blocks of code. */
export function proseOf(text: string): string {
  return text.replace(/^```[^]*?^```$/gm, "");
}

/** The headings of a text: their levels and titles, in order. */
export function headingsOf(text: string): { level: number; title: string }[] {
  const matches = proseOf(text).matchAll(/^(#+) +(.+)$/gm);
  return [...matches].map(([, marks = "", title = ""]) => ({ level: marks.length, title }));
}

/** The parts of a page under its headings of the second level, each with what is below it. */
export function sectionsOf(text: string): Section[] {
  const [, ...parts] = text.split(/^## +/m);
  return parts.map((part) => {
    const end = part.indexOf("\n");
    return { title: part.slice(0, end).trim(), text: part.slice(end) };
  });
}

/** The part of a page under a heading; fails when the page has none of this name. */
export function sectionOf(text: string, title: string): string {
  const found = sectionsOf(text).find((section) => section.title === title);
  if (found === undefined) throw new Error(`The page has no section "${title}".`);
  return found.text;
}

/** The rows of all tables in a text, without their heads. */
export function rowsOf(text: string): Row[] {
  const rows = proseOf(text).matchAll(/^\|(.*)\|$/gm);
  const cells = [...rows].map(([, row = ""]) => {
    return row.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
  });
  return cells.filter((_, index) => !isRule(cells[index + 1]) && !isRule(cells[index]));
}

function isRule(row: Row | undefined): boolean {
  return row?.every((cell) => /^:?-+:?$/.test(cell)) ?? false;
}

/** The code spans of a text. */
export function spansOf(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span);
}

/** The anchors of a page, as GitHub makes them of its headings. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return headingsOf(text).map(({ title }) => {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}

/** The targets of a text's links. */
export function linksOf(text: string): string[] {
  const links = proseOf(text).matchAll(/\]\(([^)\s]+)\)/g);
  return [...links].map(([, target = ""]) => target);
}
