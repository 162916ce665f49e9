/** Session data as JSON text: what was not touched keeps its characters. */
import type { Member, ObjectNode } from "../json/node.ts";
import { parseJson } from "../json/parse.ts";
import { readObject } from "../json/read.ts";
import { rewrite } from "../json/rewrite.ts";
import { writeJson, writeString } from "../json/write.ts";
import type { Change, SessionDocument } from "./codec.ts";

/** A JSON object behind a {@link SessionDocument}. */
export class JsonDocument implements SessionDocument {
  readonly text: string;
  readonly #depth: number;
  /** The data as read when the text was checked; given out once, since it can be changed in place. */
  #fresh: Map<string, unknown> | null;
  #node: ObjectNode | null = null;

  private constructor(text: string, depth: number, fresh: Map<string, unknown> | null = null) {
    this.text = text;
    this.#depth = depth;
    this.#fresh = fresh;
  }

  /** @throws MalformedValue when the text is not a JSON object that is nested at most so deep. */
  static read(text: string, depth: number): JsonDocument {
    return new JsonDocument(text, depth, readObject(text, depth));
  }

  toMap(): Map<string, unknown> {
    const fresh = this.#fresh ?? readObject(this.text, this.#depth);
    this.#fresh = null;
    return fresh;
  }

  replace(changes: ReadonlyMap<string, Change>): SessionDocument {
    const added = new Map(changes);
    let differs = false;
    const texts: string[] = [];
    for (const [key, members] of groupByKey(this.#root().members)) {
      const change = changes.get(key);
      const text = change === undefined ? this.#keep(members) : this.#rewrite(members, change);
      if (change?.afresh !== true) added.delete(key);
      differs ||= text === null || text !== this.#keep(members);
      if (text !== null) texts.push(text);
    }
    for (const [key, { value }] of added) {
      if (value === undefined) continue;
      texts.push(`${writeString(key)}:${writeJson(value, this.#depth)}`);
      differs = true;
    }
    return differs ? new JsonDocument(`{${texts.join(",")}}`, this.#depth) : this;
  }

  /** The members of one key as they stand in the text. */
  #keep(members: readonly Member[]): string {
    return members.map(({ start, value }) => this.text.slice(start, value.end)).join(",");
  }

  /** The one member that is left of a key; null when none is. */
  #rewrite(members: readonly Member[], { value, afresh }: Change): string | null {
    const last = members.at(-1);
    if (value === undefined || afresh === true || last === undefined) return null;
    const text = rewrite(this.text, last.value, value, this.#depth);
    const isUnchanged = text === this.text.slice(last.value.start, last.value.end);
    return isUnchanged ? this.#keep(members) : `${writeString(last.key)}:${text}`;
  }

  #root(): ObjectNode {
    const node = this.#node ?? parseJson(this.text, this.#depth);
    if (node.kind !== "object") throw new TypeError("A document is an object.");
    this.#node = node;
    return node;
  }
}

/** Members by key: one, or more where a key comes twice. */
function groupByKey(members: readonly Member[]): Map<string, Member[]> {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const group = groups.get(member.key);
    if (group === undefined) groups.set(member.key, [member]);
    else group.push(member);
  }
  return groups;
}
