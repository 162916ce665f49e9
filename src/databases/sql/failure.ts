/** What a driver's error means: the database could not be reached, or it refused, and then what to do about it. */
import { DjangoSessionError, StoreRefused, StoreUnavailable } from "../../errors.ts";
import type { SqlValue } from "./database.ts";
import { membersOf, messageOf, rootOf, safeCause } from "./redact.ts";

/**
 * The codes of a database that may answer the next time: SQLSTATE, MySQL's numbers, the system's and the drivers' names.
 * Connections lost or refused, too many of them, a server that starts, stops or fails over, a lock that was not had.
 */
const PASSING = new RegExp(
  `^(?:${[
    "08\\w{3}|57\\w{3}|40\\w{3}|53[23]00|55P03|25006",
    "1040|1047|1053|1077|1129|115[2-9]|116[01]|1184|1203|1205|1213|1226|1290|1317|1836|1927|1969|20\\d\\d|3024|4031",
    "ECONN\\w+|EPIPE|E\\w*TIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT|E[MN]FILE|CONNECT_TIMEOUT",
    "PROTOCOL_CONNECTION_LOST|PROTOCOL_SEQUENCE_TIMEOUT|POOL_\\w+|CONNECTION_\\w+",
    "SQLITE_(?:BUSY|LOCKED|CANTOPEN|IOERR|PROTOCOL)\\w*|SQLITE:(?:5|6|10|14|15)",
  ].join("|")})$`,
);

/** An SQLSTATE, a number of MySQL's, a name of SQLite's: the server has spoken. */
const SERVER_CODE = /^(?:\w{5}|\d{4}|SQLITE.*)$/;

/** The same, said by drivers in words of their own. */
const PASSING_MESSAGE =
  /connection (?:terminated|lost|ended|closed|error)|not queryable|time(?:d )?out|timeout exceeded|closed state|pool is closed|after calling end|queue limit|no connections available|not open|has closed|destroyed/i;

/** MySQL's numbers for a text that it cannot bring into the character set of a column. */
const INCOMPARABLE: ReadonlySet<string> = new Set(["1267", "3854", "3988"]);

/** The codes of a value that is there already and must be unique. */
const UNIQUE = /^(?:23505|1062|SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY))$/;

interface Remedy {
  readonly codes: RegExp;
  readonly message?: RegExp;
  readonly what: string;
  readonly fix: string;
}

const REMEDIES: readonly Remedy[] = [
  {
    codes: /^(?:42P01|1146)$/,
    message: /no such table/,
    what: "The table is missing.",
    fix: "Run \"manage.py migrate\" in the Django project, or name the site's own table and schema in the engine's options.",
  },
  {
    codes: /^(?:42703|1054|42P10)$/,
    message: /no such column|has no column named|ON CONFLICT clause does not match/,
    what: "The table does not have these columns.",
    fix: 'Run "manage.py migrate" in the Django project, and see that the engine\'s options name the columns of its model.',
  },
  {
    codes: /^(?:42501|1142|1143|SQLITE_READONLY\w*|SQLITE:8)$/,
    what: "The database user may not do this.",
    fix: "Grant it SELECT, INSERT, UPDATE and DELETE on the table.",
  },
  {
    codes: /^(?:28\w{3}|1044|1045|3D000|1049)$/,
    what: "The database does not let this user in.",
    fix: "Check the user, the password and the name of the database that the client was given.",
  },
  {
    codes: /^(?:26000|42P05|1243)$/,
    what: "The server does not know the prepared statement.",
    fix: "A pooler in transaction mode loses them: pass { prepare: false } to the adapter.",
  },
  {
    codes: /^(?:53100|1021|1114|SQLITE_FULL|SQLITE:13)$/,
    what: "The disk of the database is full.",
    fix: "Make room, for instance by clearExpired().",
  },
];

/** A row was refused because it has a value that must be unique and is another row's. */
export class UniqueViolation extends StoreRefused {}

/** MySQL refused a row because its primary key is there already. The other vendors are not made to refuse. */
export class DuplicateKey extends UniqueViolation {}

/** MySQL would not look for a text that the column's character set does not have: no row holds it. */
export class IncomparableText extends StoreRefused {}

/**
 * The error of this package for a driver's: {@link StoreUnavailable} or {@link StoreRefused}. Its cause holds none of
 * the `values` that were bound. Errors of this package are returned as they are.
 */
export function storeFailure(error: unknown, values: readonly SqlValue[]): DjangoSessionError {
  if (error instanceof DjangoSessionError) return error;
  const root = rootOf(error);
  const codes = codesOf(root);
  const message = messageOf(root);
  const cause = safeCause(root, values);
  const remedy = REMEDIES.find((known) => fits(known, codes, message));
  if (remedy === undefined && isPassing(codes, message)) {
    return new StoreUnavailable("The database could not be reached, or did not answer.", {
      fix: "Try again; the cause says more.",
      cause,
    });
  }
  const told = refusalOf(codes, serverMessageOf(root), cause);
  if (told !== null) return told;
  const what = remedy?.what ?? "The cause says why.";
  const fix = remedy === undefined ? {} : { fix: remedy.fix };
  return new StoreRefused(`The database refused the statement. ${what}`, { ...fix, cause });
}

/** The refusals that callers tell from others. */
function refusalOf(codes: readonly string[], message: string, cause: Error): StoreRefused | null {
  if (codes.includes("1062") && /'(?:[^']*\.)?PRIMARY'$/.test(message)) {
    return new DuplicateKey("The primary key is in use.", { cause });
  }
  if (codes.some((code) => UNIQUE.test(code)) || /UNIQUE constraint failed/.test(message)) {
    return new UniqueViolation("A value that must be unique is another row's.", { cause });
  }
  if (codes.some((code) => INCOMPARABLE.has(code))) {
    return new IncomparableText("The column cannot hold such a text.", { cause });
  }
  return null;
}

function fits(remedy: Remedy, codes: readonly string[], message: string): boolean {
  return codes.some((code) => remedy.codes.test(code)) || remedy.message?.test(message) === true;
}

function isPassing(codes: readonly string[], message: string): boolean {
  return (
    codes.some((code) => PASSING.test(code)) ||
    (!codes.some((code) => SERVER_CODE.test(code)) && PASSING_MESSAGE.test(message))
  );
}

/** What the server itself said, where the driver tells it apart from what it adds. */
function serverMessageOf(error: unknown): string {
  const { sqlMessage } = membersOf(error);
  return typeof sqlMessage === "string" ? sqlMessage : messageOf(error);
}

/** The codes of an error in one form; node:sqlite numbers them in `errcode`. */
function codesOf(error: unknown): string[] {
  const { code, errno, sqlState, errcode } = membersOf(error);
  const codes = [code, errno, sqlState].filter((given) => given !== undefined).map(String);
  return typeof errcode === "number" ? [...codes, `SQLITE:${errcode & 0xff}`] : codes;
}
