/** One Django site with users, and its two sides: our Backend "here", Django's own functions "there". */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Backend } from "../../../src/backend.ts";
import type { BackendOptions } from "../../../src/backend.ts";
import { DESCRIBE, MARK } from "../../../src/cli/describe-python.ts";
import type { Description } from "../../../src/cli/describe.ts";
import type {
  AnyUser,
  AnyUserRow,
  DescribedUserModel,
  Session,
  Settings,
  SqlDatabase,
} from "../../../src/index.ts";
import type { OpenClient } from "../../databases/clients.ts";
import { runPython } from "../../django/python.ts";
import type { DjangoPeer, PeerAnswer } from "../../django/server.ts";
import type { ModelCase } from "./models.ts";

/** What both sides are told, unless a case tells them otherwise. */
export const COMMON = {
  SECRET_KEY: "django-insecure-for-both-sides",
  AUTHENTICATION_BACKENDS: ["django.contrib.auth.backends.ModelBackend"],
  // Cheap on purpose: nothing here is about hashing.
  PASSWORD_HASHERS: ["django.contrib.auth.hashers.MD5PasswordHasher"],
} as const;

export type Told = Partial<Settings>;
export type Operation = readonly [name: string, ...args: unknown[]];

/** A visitor as tests/django/project/auth_ops.py shows one. */
export interface Shown {
  readonly pk: string;
  readonly username: string;
  readonly active: boolean;
  readonly staff: boolean;
  readonly superuser: boolean;
  readonly backend: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a request left behind. */
export interface Done<T> {
  readonly answer: T;
  readonly key: string | null;
}

export class SharedUsers {
  readonly peer: DjangoPeer;
  readonly client: OpenClient;
  readonly model: ModelCase;
  readonly described: DescribedUserModel;
  readonly #told: Told;

  constructor(
    peer: DjangoPeer,
    client: OpenClient,
    model: ModelCase,
    described: DescribedUserModel,
    told: Told = {},
  ) {
    this.peer = peer;
    this.client = client;
    this.model = model;
    this.described = described;
    this.#told = told;
  }

  /** The same site under other settings, on both sides. */
  under(told: Told): SharedUsers {
    const { peer, client, model, described } = this;
    return new SharedUsers(peer, client, model, described, { ...this.#told, ...told });
  }

  backend(options: BackendOptions = {}, database?: SqlDatabase): Backend<AnyUserRow> {
    const settings = { ...this.#settings, TIME_ZONE: "UTC", DJANGO_VERSION: this.peer.django };
    const all = { userModel: this.described, ...options };
    return new Backend(database ?? this.client.database, settings as Settings, all);
  }

  /** A request here: what it does to the session of a key, which is saved at its end. */
  async here<T>(
    key: string | null,
    work: (session: Session, backend: Backend<AnyUserRow>) => Promise<T>,
    backend: Backend<AnyUserRow> = this.backend(),
  ): Promise<Done<T>> {
    const session = await backend.getSession(key).load();
    const answer = await work(session, backend);
    if (session.modified && !session.isEmpty) await session.save();
    return { answer, key: session.key };
  }

  /** A request there, of these operations. */
  async there(key: string | null, ...ops: readonly Operation[]): Promise<Done<any[]>> {
    const all = [...ops, ["commit"]];
    const { results, key: after } = await this.peer.run(key, all, undefined, this.#settings);
    for (const result of results) {
      const { error, message } = Object(result) as Record<string, string>;
      if (error !== undefined) throw new Error(`Django raised ${error}: ${message}`);
    }
    return { answer: results.slice(0, -1), key: after };
  }

  /** Operations there, what they raise among their results. */
  async runThere(key: string | null, ops: readonly Operation[]): Promise<PeerAnswer> {
    return this.peer.run(key, ops, undefined, this.#settings);
  }

  /** A user here by name, that no backend has authenticated. */
  async userHere(backend: Backend<AnyUserRow>, username: string): Promise<AnyUser> {
    for (const password of ["secret", "another"]) {
      const user = await backend.authenticate({ username, password });
      if (user !== null) return Object.assign(user, { backend: null });
    }
    throw new Error(`${username} has a password that the cases do not give.`);
  }

  /** What Django raises at the last of these. */
  async raisedThere(key: string | null, ...ops: readonly Operation[]): Promise<string | null> {
    const { results } = await this.peer.run(key, ops, undefined, this.#settings);
    return (Object(results.at(-1)) as { error?: string }).error ?? null;
  }

  /** Who a session belongs to, here. */
  async whoHere(key: string | null): Promise<Done<AnyUser>> {
    return this.here(key, (session, backend) => backend.getUser(session).load());
  }

  /** Who a session belongs to, there. */
  async whoThere(key: string | null): Promise<Done<Shown | null>> {
    const { answer, key: after } = await this.there(key, ["user"]);
    return { answer: answer[0], key: after };
  }

  /** A new user, made by Django, under a name that is free; returns the username. */
  async newUser(fields: object = {}): Promise<string> {
    const name = `user-${randomBytes(6).toString("hex")}`;
    await this.there(null, ["create_user", { ...this.model.fieldsOf(name), password: "secret" }]);
    const username = this.model.usernameOf(name);
    if (Object.keys(fields).length > 0) await this.there(null, ["change_user", username, fields]);
    return username;
  }

  /** A session that a user signed in to there, with a cart; returns its key. */
  async signedInThere(username: string, data: object = { cart: [1] }): Promise<string> {
    const { key } = await this.there(null, ["update", data], ["login", username]);
    assert.ok(key !== null);
    return key;
  }

  /** A session that a user signed in to here, by password, with a cart; returns its key. */
  async signedInHere(username: string, data: object = { cart: [1] }): Promise<string> {
    const { key } = await this.here(null, async (session, backend) => {
      session.assign(data);
      const user = await backend.authenticate({ username, password: "secret" });
      assert.ok(user !== null, "The password is not the user's.");
      await backend.login(session, user);
    });
    assert.ok(key !== null);
    return key;
  }

  /** The data of a session as Django reads it; null where it is gone. */
  async data(key: string | null): Promise<Record<string, unknown> | null> {
    if (key === null) return null;
    const { results } = await this.peer.run(key, [["exists", key], ["data"]], undefined, COMMON);
    return results[0] === true ? results[1] : null;
  }

  /** The kind of the primary key. */
  get keyType(): string {
    return this.described.fields[this.described.primaryKey]!.type;
  }

  get #settings(): object {
    return { ...COMMON, AUTH_USER_MODEL: this.model.label, ...this.#told };
  }
}

/** What `async-django-session describe` says of a model, asked of a running Django. */
export async function descriptionBy(peer: DjangoPeer, label: string): Promise<Description> {
  const program = `
import contextlib, io
from django.test import override_settings
out = io.StringIO()
with override_settings(AUTH_USER_MODEL=given["label"]), contextlib.redirect_stdout(out):
    exec(given["program"], {"__name__": "described"})
answer = out.getvalue()
`;
  const printed: string = await runPython(peer, program, { label, program: DESCRIBE });
  return JSON.parse(printed.split(MARK)[1]!);
}

/** Fails unless a user here is the visitor that Django shows, field by field. */
export function assertSame(user: AnyUser, shown: Shown | null): void {
  assert.ok(shown !== null, "Django knows nobody.");
  assert.equal(user.isAuthenticated, true, "Nobody is known here.");
  // Django tells the backend of who signs in alone; here it is known of every visitor.
  const { pk, username, active, staff, superuser, fields } = shown;
  const here = {
    pk: String(user.pk),
    username: user.username,
    active: user.isActive,
    staff: user.isStaff,
    superuser: user.isSuperuser,
  };
  // A model without the column has `is_staff` as a property, which no description tells.
  if (!("is_staff" in fields)) Object.assign(here, { staff });
  assert.deepEqual(here, { pk, username, active, staff, superuser });
  for (const [name, value] of Object.entries(fields)) {
    if (name === "photo") continue;
    // SQLite keeps no zeros at the end of a decimal.
    if (name === "credit") assert.equal(Number(user.get(name)), Number(value));
    else assert.deepEqual(plain(user.get(name)), told(name, value, user), name);
  }
}

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** A field as Django told it, in the form that it has here. */
function told(name: string, value: unknown, user: AnyUser): unknown {
  return user.get(name) instanceof Date ? new Date(String(value)) : value;
}
