/** A database of the benchmarks' own on a server, with a session for every visitor in each contender's form. */
import { Backend } from "async-django-session";
import { pgDatabase } from "async-django-session/pg";
import { Client } from "pg";
import { SECRET_KEY, SESSIONS, dataOf, keyOf } from "./sessions.mjs";

const AGE_MS = 14 * 24 * 3600 * 1000;

/** Django's table, as its migration makes it on PostgreSQL. */
const djangoTable = (schema) => `
  CREATE TABLE ${schema}.django_session (
    session_key varchar(40) NOT NULL PRIMARY KEY,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
  );
  CREATE INDEX ON ${schema}.django_session (session_key varchar_pattern_ops);
  CREATE INDEX ON ${schema}.django_session (expire_date)`;

/** connect-pg-simple's table, as its table.sql makes it. */
const EXPRESS_TABLE = `
  CREATE TABLE session (
    sid varchar NOT NULL PRIMARY KEY,
    sess json NOT NULL,
    expire timestamp(6) NOT NULL
  );
  CREATE INDEX ON session (expire)`;

/** Makes the database; `tidy()` removes what updates have left behind, so that no contender pays for another. */
export async function makeDatabase(serverUrl) {
  const name = `async_django_session_bench_${process.pid}`;
  const server = await connect(serverUrl);
  await server.query(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const client = await connect(url.href);
  await client.query(`CREATE SCHEMA legacy; ${djangoTable("public")}; ${djangoTable("legacy")}`);
  await client.query(EXPRESS_TABLE);
  await seed(client);
  const { rows } = await client.query("SHOW server_version");
  return {
    url: url.href,
    version: rows[0].server_version.split(" ")[0],
    tidy: () => client.query("VACUUM"),
    drop: async () => {
      await client.end();
      await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await server.end();
    },
  };
}

async function connect(connectionString) {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}

async function seed(client) {
  const visitors = Array.from({ length: SESSIONS }, (_, visitor) => visitor);
  const keys = visitors.map(keyOf);
  const end = new Date(Date.now() + AGE_MS);
  const insert = async (table, texts, type) => {
    const rows = `SELECT unnest($1::text[]), unnest($2::text[])::${type}, $3`;
    await client.query(`INSERT INTO ${table} ${rows}`, [keys, texts, end]);
  };
  const modern = encoder(client, { SECRET_KEY });
  const legacy = encoder(client, { SECRET_KEY, DJANGO_VERSION: "3.0" });
  await insert(
    "public.django_session",
    visitors.map((visitor) => modern(dataOf(visitor))),
    "text",
  );
  await insert(
    "legacy.django_session",
    visitors.map((visitor) => legacy(dataOf(visitor))),
    "text",
  );
  await insert(
    "session",
    visitors.map((visitor) => expressText(dataOf(visitor), end)),
    "json",
  );
  await client.query("VACUUM ANALYZE");
}

/** Data as a site with these settings stores it. */
function encoder(client, settings) {
  const session = new Backend(pgDatabase(client), settings).getSession();
  return (data) => session.encode(data);
}

function expressText(data, expires) {
  const cookie = { originalMaxAge: AGE_MS, expires, httpOnly: true, path: "/" };
  return JSON.stringify({ cookie, ...data });
}
