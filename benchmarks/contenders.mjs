/** Who is measured, at what, and beside which limit. */
import { SESSIONS, djangoCookie, expressCookie } from "./sessions.mjs";

/** Few enough to stay in the package's memo, as the visitors of some minutes are. */
export const ACTIVE = 1000;

/** What is asked of every contender, or `ofUsers` of those that know users. `visitors` take turns; `aim` is the share of the limit that we want to reach. */
export const WORKLOADS = [
  { name: "untouched", path: "/untouched", visitors: ACTIVE, aim: 0.98 },
  { name: "read", path: "/read", visitors: ACTIVE, aim: 0.95 },
  { name: "read, not seen before", path: "/read", visitors: SESSIONS, aim: null },
  { name: "read session and user", path: "/user", visitors: ACTIVE, aim: 0.9, ofUsers: true },
  { name: "read and write", path: "/write", visitors: ACTIVE, aim: 0.9 },
];

/** Whether a contender has this workload. */
export function takesPart({ knowsUsers = false }, { ofUsers = false }) {
  return knowsUsers || !ofUsers;
}

const node = (file) => () => [process.execPath, `benchmarks/servers/${file}`];

const python = (module, options) => (interpreter, port) => {
  return [interpreter, "-m", ...module.split(" "), ...options(port)];
};

/**
 * The contenders in the order of their turns. `command(interpreter, port)` starts the server;
 * `limit` names the contender it is compared with, and one without is a limit itself. Whether it `knowsUsers` says which
 * workloads it has.
 */
export const CONTENDERS = [
  {
    name: "Express, bare statement",
    command: node("express-limit.mjs"),
    cookie: djangoCookie,
    knowsUsers: true,
  },
  {
    name: "Express, async-django-session",
    command: node("express.mjs"),
    cookie: djangoCookie,
    limit: "Express, bare statement",
    isOurs: true,
    knowsUsers: true,
  },
  {
    name: "express-session + connect-pg-simple",
    command: node("express-connect-pg-simple.mjs"),
    cookie: expressCookie,
    limit: "Express, bare statement",
  },
  {
    name: "Hono, bare statement",
    command: node("hono-limit.mjs"),
    cookie: djangoCookie,
    knowsUsers: true,
  },
  {
    name: "Hono, async-django-session",
    command: node("hono.mjs"),
    cookie: djangoCookie,
    limit: "Hono, bare statement",
    isOurs: true,
    knowsUsers: true,
  },
  {
    name: "the Python original (Starlette)",
    command: python(
      "uvicorn python_original:app --app-dir benchmarks/servers --no-access-log --log-level warning",
      (port) => ["--port", `${port}`],
    ),
    cookie: djangoCookie,
    limit: "Express, bare statement",
  },
  {
    name: "Django (gunicorn)",
    command: python(
      "gunicorn django_site:application --chdir benchmarks/servers --workers 1 --threads 4 --log-level warning",
      (port) => ["--bind", `127.0.0.1:${port}`],
    ),
    cookie: djangoCookie,
    knowsUsers: true,
    limit: "Express, bare statement",
  },
];
