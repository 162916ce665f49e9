/** SQL text with named parameters: written once, compiled to the placeholders of each vendor. */
import { createHash } from "node:crypto";
import type { SqlValue, Statement } from "./database.ts";

/** A place in a statement where a value is bound. */
export interface Parameter {
  readonly parameter: string;
}

/** A piece of a statement: trusted text, and the places of its values. */
export type Fragment = readonly (string | Parameter)[];

/** A statement and the order in which it takes its values. */
export interface Template {
  readonly statement: Statement;
  /** The values in the statement's order; a name that is not given is NULL. */
  readonly bind: (values: Readonly<Record<string, SqlValue>>) => SqlValue[];
}

/** The place of the value that {@link Template.bind} is given by this name. */
export function parameter(name: string): Parameter {
  return { parameter: name };
}

/** Joins trusted text, parameters and fragments. Only SQL text and quoted names go in as strings, never a value. */
export function sql(
  texts: TemplateStringsArray,
  ...inserts: readonly (string | Parameter | Fragment)[]
): Fragment {
  return texts.flatMap((text, index) => [text, ...piecesOf(inserts[index] ?? "")]);
}

/** Fragments with a text between them. */
export function join(fragments: readonly Fragment[], separator: string): Fragment {
  return fragments.flatMap((fragment, index) =>
    index === 0 ? fragment : [separator, ...fragment],
  );
}

/**
 * Makes the statement of a fragment. `purpose` says in the server's logs what it is for.
 * Numbered placeholders (`$1`) name a value once; positional ones (`?`) take it each time it is used.
 */
export function compile(
  fragment: Fragment,
  purpose: string,
  placeholders: "numbered" | "positional",
): Template {
  const order: string[] = [];
  const place = (name: string): string => {
    if (placeholders === "positional") {
      order.push(name);
      return "?";
    }
    if (!order.includes(name)) order.push(name);
    return `$${order.indexOf(name) + 1}`;
  };
  const text = fragment
    .map((piece) => (typeof piece === "string" ? piece : place(piece.parameter)))
    .join("");
  return {
    statement: { name: statementName(purpose, text), text },
    bind: (values) => order.map((name) => values[name] ?? null),
  };
}

function piecesOf(insert: string | Parameter | Fragment): Fragment {
  return typeof insert === "string" || "parameter" in insert ? [insert] : insert;
}

/** Other tables, engines and releases on the same connection must never meet under one name. */
function statementName(purpose: string, text: string): string {
  return `${purpose}_${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
}
