/** A row that cannot be read: an empty session on both sides, its cause named here, and the row left as it was. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { Diagnostic } from "../../../src/backend.ts";
import type { DecodeCause } from "../../../src/codec/codec.ts";
import { middleware } from "../../../src/frameworks/hono.ts";
import type { Session } from "../../../src/session/session.ts";
import type { InteropCase } from "../grid.ts";
import type { SharedSite } from "../shared-site.ts";

/** How a row was spoiled, and what this side calls it. */
interface Spoiled {
  readonly cause: DecodeCause;
  readonly text: (site: SharedSite) => Promise<string>;
}

/** An expression of Python's for a text signed by Django. */
function signed(data: string, options: string): Spoiled["text"] {
  return (site) => site.peer.eval(`django.core.signing.dumps(${data}, compress=True, ${options})`);
}

const SALT = 'salt="django.contrib.sessions.SessionStore"';
const healthy = signed("{'secret': 'value' * 20}", SALT);
/** Pre-3.1: base64 of a SHA-1 signature and JSON. */
const LEGACY = Buffer.from(`${"0123456789".repeat(4)}:{"a":1}`).toString("base64");

const SPOILED: Readonly<Record<string, Spoiled>> = {
  "signed with another key": {
    cause: "bad-signature",
    text: signed("{'secret': 1}", `key="another", ${SALT}`),
  },
  "signed for another purpose": {
    cause: "wrong-salt",
    text: signed("{'secret': 1}", 'salt="django.core.signing"'),
  },
  "truncated in its signature": {
    cause: "truncated",
    text: async (site) => (await healthy(site)).slice(0, -10),
  },
  "truncated in its data": {
    cause: "truncated",
    text: async (site) => (await healthy(site)).slice(0, 20),
  },
  "of random bytes": {
    cause: "bad-encoding",
    text: async () => `\u0001${randomBytes(90).toString("latin1").replaceAll("\0", "0")}`,
  },
  empty: { cause: "bad-encoding", text: async () => "" },
  "of the form from before Django 3.1": { cause: "legacy-format", text: async () => LEGACY },
  "well signed, its data damaged": {
    cause: "bad-compression",
    text: (site) =>
      site.peer.eval(`django.core.signing.TimestampSigner(${SALT}).sign(".eJyrVkpUslI")`),
  },
};

/** What may happen to such a session here; each leaves the row to the character. */
const USES: Readonly<Record<string, (session: Session) => Promise<unknown>>> = {
  save: (session) => session.set("mine", 1).save(),
  update: (session) => session.update((own) => own.set("mine", 1)),
  cycleKey: (session) => session.set("mine", 1).cycleKey(),
};

async function spoil(site: SharedSite, { text }: Spoiled): Promise<string> {
  const key = `spoiled${randomBytes(12).toString("hex")}`;
  await site.writeRow(key, await text(site));
  return key;
}

async function assertEmptyHere(site: SharedSite, key: string, cause: DecodeCause): Promise<void> {
  const told: Diagnostic[] = [];
  const backend = site.backend(
    { SECRET_KEY_FALLBACKS: ["old"] },
    { onDiagnostic: (diagnostic) => told.push(diagnostic) },
  );
  const session = await backend.getSession(key).load();
  assert.deepEqual([session.size, session.key, session.isEmpty], [0, key, false]);
  assert.equal(await session.save(), false);
  const [{ detail, ...rest }, ...more] = told as [Diagnostic];
  assert.deepEqual(rest, { event: "session-unreadable", cause, keysTried: 2 });
  assert.match(detail, /\w+.*\.$/);
  assert.deepEqual(more, []);
}

/** Through a request that renews every session: the row stays, and only its expiry may move. */
async function renewed(site: SharedSite, key: string): Promise<void> {
  const app = new Hono();
  app.use(middleware(site.backend({ SESSION_SAVE_EVERY_REQUEST: true })));
  app.get("/", async (c) => c.json((await c.var.getSession()).toJSON()));
  const answer = await app.request("/", { headers: { Cookie: `sessionid=${key}` } });
  assert.deepEqual(await answer.json(), {});
  assert.match(answer.headers.get("Set-Cookie") ?? "", new RegExp(`^sessionid=${key};`));
}

function spoiledCase(spoiled: Spoiled): InteropCase {
  return async (site) => {
    const key = await spoil(site, spoiled);
    const before = await site.row(key);
    await assertEmptyHere(site, key, spoiled.cause);
    assert.deepEqual(await site.there(key, ["data"], ["key"], ["is_empty"]), [{}, key, false]);
    for (const [name, use] of Object.entries(USES)) {
      const session = await site.here(key);
      await use(session);
      assert.notEqual(session.key, key, name);
      assert.deepEqual(await site.there(session.key, ["data"]), [{ mine: 1 }], name);
      assert.deepEqual(await site.row(key), before, name);
    }
    await renewed(site, key);
    assert.equal((await site.row(key))?.data, before?.data);
  };
}

/** One case for each way to spoil a row. */
export const unreadableCases: Record<string, InteropCase> = {
  ...Object.fromEntries(
    Object.entries(SPOILED).map(([name, spoiled]) => [`a row ${name}`, spoiledCase(spoiled)]),
  ),
  "a row that is well signed and no object, on which Django fails": async (site) => {
    const key = await spoil(site, { cause: "not-an-object", text: signed("[1]", SALT) });
    await assertEmptyHere(site, key, "not-an-object");
  },
};
