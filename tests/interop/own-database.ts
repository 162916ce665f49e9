/** A database of its own for one test file, with the tables that Django's migrations make. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import mysql from "mysql2/promise";
import { Client } from "pg";
import type { Vendor } from "../../src/databases/sql/database.ts";
import { serverUrl } from "../databases/clients.ts";
import { djangoVersions, openPeer } from "../django/server.ts";

export interface OwnDatabase {
  /** `sqlite:///path`, `postgres://…` or `mysql://…`. */
  readonly url: string;
  drop(): Promise<void>;
}

/** Makes the database and has the oldest Django of this run migrate it. */
export async function makeDatabase(vendor: Vendor): Promise<OwnDatabase> {
  const database = await emptyDatabase(vendor);
  try {
    const peer = await openPeer({ version: versions()[0]!, databaseUrl: database.url });
    await peer.stop();
  } catch (error) {
    await database.drop();
    throw error;
  }
  return database;
}

/** Makes a database without tables. */
export function emptyDatabase(vendor: Vendor): Promise<OwnDatabase> {
  return MAKERS[vendor]();
}

/** The versions of Django that this run has; fails when it has none. */
export function versions(): string[] {
  const found = djangoVersions();
  if (found.length > 0) return found;
  throw new Error("DJANGO_PYTHONS names no Django: start the tests by npm test.");
}

const MAKERS: Readonly<Record<Vendor, () => Promise<OwnDatabase>>> = {
  postgresql: async () => {
    const server = serverUrl("DATABASE_URL");
    const name = newName();
    await onPostgres(server, `CREATE DATABASE ${name}`);
    const drop = (): Promise<void> => onPostgres(server, `DROP DATABASE ${name} WITH (FORCE)`);
    return { url: within(server, name), drop };
  },
  mysql: async () => {
    const server = serverUrl("MYSQL_URL");
    const name = newName();
    await onMysql(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    const drop = (): Promise<void> => onMysql(server, `DROP DATABASE ${name}`);
    return { url: within(server, name), drop };
  },
  sqlite: async () => {
    const folder = mkdtempSync(join(tmpdir(), "interop-"));
    const file = join(folder, "db.sqlite3");
    new Sqlite(file).pragma("journal_mode = WAL");
    const drop = async (): Promise<void> => rmSync(folder, { recursive: true });
    return { url: `sqlite:///${file}`, drop };
  },
};

function newName(): string {
  return `interop_${randomBytes(6).toString("hex")}`;
}

/** The address of another database on the same server. */
export function within(server: string, name: string): string {
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}

async function onPostgres(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function onMysql(url: string, statement: string): Promise<void> {
  const connection = await mysql.createConnection(url);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}
