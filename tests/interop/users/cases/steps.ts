/** The same requests on both sides, from the same start: the same answers, keys, rows and data. */
import assert from "node:assert/strict";
import type { AnyUserRow, Backend, Session } from "../../../../src/index.ts";
import type { Operation, SharedUsers, Told } from "../shared-users.ts";
import type { UsersCase } from "./known.ts";

/** What is there before the first request. */
interface Start {
  /** Data of the session; none where there is no session. */
  readonly data?: object;
  /** Who is signed in to it. */
  readonly user?: string;
  /** What is done to it before the visitor comes. */
  readonly spoil?: Operation;
  readonly told?: Told;
}

/** A request, as a list of operations of auth_ops.py. */
type Request = readonly Operation[];

interface Scenario extends Start {
  readonly requests: readonly Request[];
  /** What changes under both, before the requests. */
  readonly under?: Told;
  readonly answersAlone?: boolean;
}

/** What a request answered, and what it left of the session that the visitor came with. */
interface Trace {
  readonly answers: readonly unknown[];
  readonly key: "none" | "kept" | "new";
  readonly isOldRowThere: boolean;
  readonly data: object | null;
}

const KEY = "django-insecure-for-both-sides";
const CART = { data: { cart: [1] } };
const BACKENDS = [
  "django.contrib.auth.backends.AllowAllUsersModelBackend",
  "django.contrib.auth.backends.ModelBackend",
];

/** `ann` and `bob` are users of the case's own. */
const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "a visitor without a session signs in": { requests: [[["login", "ann"]], [["who"]]] },
  "a planted session: its key is not the key after": {
    ...CART,
    requests: [[["login", "ann"]], [["who"]]],
  },
  "by password": { ...CART, requests: [[["authenticate", "ann", "secret"], ["login"]], [["who"]]] },
  "a wrong password": { ...CART, requests: [[["authenticate", "ann", "wrong"]], [["who"]]] },
  "another user's session is flushed": {
    ...CART,
    user: "bob",
    requests: [[["who"], ["login", "ann"]], [["who"]]],
  },
  "another user's session is flushed, looked at or not": {
    ...CART,
    user: "bob",
    requests: [
      [
        ["login", "ann"],
        ["set", "after", 1],
      ],
      [["who"]],
    ],
  },
  "once more, the same user": { ...CART, user: "ann", requests: [[["login", "ann"]], [["who"]]] },
  "once more, after the password changed": {
    ...CART,
    user: "ann",
    requests: [[["set_password", "ann", "another"]], [["login", "ann"]], [["who"]]],
  },
  "once more, where the session's hash is bad": {
    ...CART,
    user: "ann",
    spoil: ["set", "_auth_user_hash", "bad"],
    requests: [[["login", "ann"]], [["who"]]],
  },
  "where the session lacks its hash": {
    ...CART,
    user: "ann",
    spoil: ["delete", "_auth_user_hash"],
    requests: [[["login", "ann"]], [["who"]]],
  },
  "where the session lacks its backend": {
    ...CART,
    user: "ann",
    spoil: ["delete", "_auth_user_backend"],
    requests: [[["who"]], [["login", "ann"]], [["who"]]],
  },
  "with data set before and after": {
    ...CART,
    requests: [
      [
        ["set", "before", 1],
        ["login", "ann"],
        ["set", "after", 2],
      ],
      [["who"]],
    ],
  },
  "in and out and in again": {
    requests: [
      [["login", "ann"]],
      [["logout"], ["set", "bye", 1]],
      [["who"]],
      [["login", "bob"]],
      [["who"]],
    ],
  },
  "in and out within a request": { ...CART, requests: [[["login", "ann"], ["logout"]], [["who"]]] },
  "out, of a session that is nobody's": { ...CART, requests: [[["logout"]], [["who"]]] },
  "out, without a session": { requests: [[["logout"]], [["who"]]] },
  "of several backends, the one that authenticates": {
    told: { AUTHENTICATION_BACKENDS: BACKENDS },
    requests: [[["authenticate", "ann", "secret"], ["login"]], [["who"]]],
  },
  "of several backends, one that is told": {
    told: { AUTHENTICATION_BACKENDS: BACKENDS },
    requests: [[["login", "ann", BACKENDS[1]]], [["who"]]],
  },
  "of several backends, none": {
    ...CART,
    told: { AUTHENTICATION_BACKENDS: BACKENDS },
    requests: [[["login", "ann"]]],
    // Django has taken a new key by then.
    answersAlone: true,
  },
  "a password changed, and the session kept": {
    ...CART,
    user: "ann",
    requests: [
      [["who"], ["set_password", "ann", "another"], ["update_session_auth_hash", "ann"]],
      [["who"]],
    ],
  },
  "a password changed, the visitor not yet asked for": {
    ...CART,
    user: "ann",
    requests: [
      [
        ["set_password", "ann", "another"],
        ["update_session_auth_hash", "ann"],
      ],
      [["who"]],
    ],
  },
  "somebody else's password changed": {
    ...CART,
    user: "bob",
    requests: [
      [["who"], ["set_password", "ann", "another"], ["update_session_auth_hash", "ann"]],
      [["who"]],
    ],
  },
  "a SECRET_KEY that was rotated, the old one a fallback": {
    ...CART,
    user: "ann",
    under: { SECRET_KEY: "new", SECRET_KEY_FALLBACKS: ["older", KEY] },
    requests: [[["who"]], [["who"]], [["set", "after", 1]], [["who"]]],
  },
  "a SECRET_KEY that was rotated, and signed in once more": {
    ...CART,
    user: "ann",
    under: { SECRET_KEY: "new", SECRET_KEY_FALLBACKS: [KEY] },
    requests: [[["login", "ann"]], [["who"]]],
  },
  "a SECRET_KEY that was replaced": {
    ...CART,
    user: "ann",
    under: { SECRET_KEY: "new" },
    requests: [[["who"]]],
  },
};

export const stepCases: Record<string, UsersCase> = Object.fromEntries(
  Object.entries(SCENARIOS).map(([name, scenario]) => [
    `step by step: ${name}`,
    async (site: SharedUsers) => {
      const there = await traces(site, scenario, runThere);
      const here = await traces(site, scenario, runHere);
      const pick = (trace: Trace): unknown => (scenario.answersAlone ? trace.answers : trace);
      assert.deepEqual(here.map(pick), there.map(pick));
    },
  ]),
);

/** What a side does of one request; answers where an operation raises are "raised". */
type Side = (
  site: SharedUsers,
  key: string | null,
  request: Request,
) => Promise<{ readonly answers: readonly unknown[]; readonly key: string | null }>;

async function traces(plain: SharedUsers, scenario: Scenario, side: Side): Promise<Trace[]> {
  const before = plain.under(scenario.told ?? {});
  const names = { ann: await before.newUser(), bob: await before.newUser() };
  let key = await start(before, scenario, names);
  const site = before.under(scenario.under ?? {});
  const traced: Trace[] = [];
  for (const request of scenario.requests) {
    const named = request.map((operation) => operation.map((part) => nameOf(part, names)));
    const done = await side(site, key, named as unknown as Request);
    traced.push({
      answers: done.answers.map((answer) => unnamed(answer, names)),
      key: done.key === null ? "none" : done.key === key ? "kept" : "new",
      isOldRowThere: key !== null && (await site.data(key)) !== null,
      data: done.key === null ? null : comparable(await site.data(done.key)),
    });
    key = done.key;
  }
  return traced;
}

type Names = Readonly<Record<string, string>>;

async function start(site: SharedUsers, scenario: Scenario, names: Names): Promise<string | null> {
  const { data, user, spoil } = scenario;
  if (data === undefined) return null;
  const login: Operation[] = user === undefined ? [] : [["login", names[user]]];
  const ops = [["update", data] as Operation, ...login, ...(spoil === undefined ? [] : [spoil])];
  return (await site.there(null, ...ops)).key;
}

function nameOf(part: unknown, names: Names): unknown {
  return typeof part === "string" ? (names[part] ?? part) : part;
}

/** The names are new for each side, and so are ids and hashes. */
function unnamed(answer: unknown, names: Names): unknown {
  const known = Object.entries(names).find(([, name]) => name === answer);
  return known?.[0] ?? answer;
}

/** Ids and hashes are of users of the side's own: what they lead to, `who` tells. */
function comparable(data: object | null): object | null {
  if (data === null) return null;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      const isOwn = name === "_auth_user_id" || name === "_auth_user_hash";
      return [name, isOwn ? typeof value : value];
    }),
  );
}

async function runThere(site: SharedUsers, key: string | null, request: Request): ReturnType<Side> {
  const answers: unknown[] = [];
  const ops = request.map((operation): Operation => {
    const [name, username, password] = operation;
    if (name === "who") return ["user"];
    return name === "authenticate" ? [name, { username, password }] : operation;
  });
  const { results, key: after } = await site.runThere(key, [...ops, ["commit"]]);
  for (const [index, [name]] of request.entries()) {
    const { error, username } = Object(results[index]) as Record<string, unknown>;
    if (error !== undefined) answers.push("raised");
    else if (name === "who" || name === "authenticate") answers.push(username ?? null);
  }
  return { answers, key: after };
}

async function runHere(site: SharedUsers, key: string | null, request: Request): ReturnType<Side> {
  const answers: unknown[] = [];
  let found: Awaited<ReturnType<Backend<AnyUserRow>["authenticate"]>> = null;
  const does: Record<
    string,
    (session: Session, backend: Backend<AnyUserRow>, ...args: any[]) => Promise<unknown>
  > = {
    who: async (session, backend) =>
      answers.push((await backend.getUser(session).load()).username || null),
    authenticate: async (_, backend, username, password) => {
      found = await backend.authenticate({ username, password });
      answers.push(found?.username ?? null);
    },
    login: async (session, backend, username, path) => {
      const user = username === undefined ? found! : await site.userHere(backend, username);
      await backend.login(session, user, path === undefined ? {} : { backend: path });
    },
    logout: (session, backend) => backend.logout(session),
    set: async (session, _, name, value) => session.set(name, value),
    set_password: async (_, backend, username, password) => {
      const user = await site.userHere(backend, username);
      await user.setPassword(password);
      await user.save();
    },
    update_session_auth_hash: async (session, backend, username) =>
      backend.updateSessionAuthHash(session, await site.userHere(backend, username)),
  };
  const done = await site.here(key, async (session, backend) => {
    for (const [name, ...args] of request) {
      await does[name]!(session, backend, ...args).catch((error: unknown) => {
        if (Object(error).code !== "IMPROPERLY_CONFIGURED") throw error;
        answers.push("raised");
      });
    }
  });
  return { answers, key: done.key };
}
