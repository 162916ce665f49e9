/** A user model read from the database's schema, where no Django project is at hand. */
import { createHash } from "node:crypto";
import type { SqlDatabase } from "../../databases/sql/database.ts";
import { guarded } from "../../databases/sql/guarded.ts";
import { ImproperlyConfigured } from "../../errors.ts";
import { columnsOf } from "./table-columns.ts";
import type { TableColumn } from "./table-columns.ts";
import type { UserField, UserModel, UserParent, UserRelation } from "./user-model.ts";

/** Where the users are, and what a schema does not tell. */
export interface UserTable {
  /** `db_table`. */
  readonly table: string;
  readonly schema?: string;
  /** USERNAME_FIELD; `username` unless told, or `email` where there is no such column. */
  readonly usernameField?: string;
  /** EMAIL_FIELD; `email` unless told, or null where there is no such column. */
  readonly emailField?: string | null;
  /** What of a field is not as its column says: `{ email: { column: "e_mail" }, preferences: { type: "json" } }`. */
  readonly fields?: FieldTraits;
}

type FieldTraits = Readonly<Record<string, Partial<UserField>>>;

/** A table of the model: its own, or that of a parent. */
interface Layer {
  readonly table: string;
  readonly columns: readonly TableColumn[];
  readonly parent: UserParent | null;
}

/** What Django's own fields hold when nothing is given. */
const DEFAULTS: Readonly<Record<string, UserField["default"]>> = {
  is_active: true,
  is_staff: false,
  is_superuser: false,
  date_joined: "now()",
};

/** The lengths of names that the vendors take. */
const LONGEST_NAME = { postgresql: 63, mysql: 64, sqlite: Infinity } as const;

/**
 * Describes the user model of a table, and of the tables it inherits from. Columns are fields by their own names unless
 * told. Takes a few statements: ask once, and keep the answer.
 * @throws ImproperlyConfigured when there is no such table, or it does not tell by which field users sign in.
 */
export async function describeUserModel(
  connection: SqlDatabase,
  { table, schema, fields: told = {}, ...given }: UserTable,
): Promise<UserModel> {
  const database = guarded(connection);
  const columnsIn = (name: string): Promise<TableColumn[]> =>
    columnsOf(database, { table: name, schema });
  const layers = await layersOf(table, columnsIn);
  const fields = Object.fromEntries(layers.toReversed().flatMap((layer) => fieldsOf(layer, told)));
  const [own] = layers;
  const primary = own?.columns.find(({ isPrimary }) => isPrimary);
  const named = (name: string): string | null => (Object.hasOwn(fields, name) ? name : null);
  const usernameField = given.usernameField ?? named("username") ?? named("email");
  if (primary === undefined || usernameField === null) throw untold(table);
  const tables = layers.map((layer) => layer.table);
  const relation = (name: string, target: string): Promise<UserRelation | null> =>
    relationOf(
      tables.map((owner) => cut(`${owner}_${name}`, database)),
      target,
      columnsIn,
    );
  const parents = layers.flatMap(({ parent }) => parent ?? []);
  return {
    label: table,
    table,
    ...(schema === undefined ? {} : { schema }),
    primaryKey: nameOf(primary, told),
    usernameField,
    emailField: given.emailField === undefined ? named("email") : given.emailField,
    fields,
    groups: await relation("groups", "group_id"),
    userPermissions: await relation("user_permissions", "permission_id"),
    ...(parents.length === 0 ? {} : { parents }),
  };
}

type ColumnsIn = (table: string) => Promise<TableColumn[]>;

/** The model's own table, then those of its parents: to them, a primary key points that is a foreign key too. */
async function layersOf(table: string, columnsIn: ColumnsIn): Promise<Layer[]> {
  const layers: Layer[] = [{ table, columns: await columnsIn(table), parent: null }];
  for (const { table: fromTable, columns } of layers) {
    const link = columns.find(({ isPrimary }) => isPrimary);
    const to = link?.references;
    if (!link || !to || layers.some((layer) => layer.table === to.table)) break;
    const near = { ...to, from: link.name };
    const parent = fromTable === table ? near : { ...near, fromTable };
    layers.push({ table: to.table, columns: await columnsIn(to.table), parent });
  }
  return layers;
}

function fieldsOf({ table, columns, parent }: Layer, told: FieldTraits): [string, UserField][] {
  return columns.map((column) => {
    const name = nameOf(column, told);
    const { type = column.type, ...others } = told[name] ?? {};
    const traits = { ...traitsOf(name, { ...column, type }), ...others };
    return [name, parent === null ? traits : { ...traits, table }];
  });
}

function nameOf({ name }: TableColumn, told: FieldTraits): string {
  const renamed = Object.entries(told).find(([, { column }]) => column === name);
  return renamed?.[0] ?? name;
}

function traitsOf(name: string, column: TableColumn): UserField {
  const { type, isNullable, isPrimary, isUnique, maxLength } = column;
  const isMade = column.isFilled || (isPrimary && column.references !== null);
  const value = DEFAULTS[name] ?? standardOf(column);
  return {
    column: column.name,
    type,
    ...(isNullable ? { null: true } : {}),
    ...(isMade ? { generated: true } : {}),
    ...(isUnique ? { unique: true } : {}),
    ...(isMade || value === undefined ? {} : { default: value }),
    ...(maxLength === null ? {} : { maxLength }),
  };
}

function standardOf({ type, isText, isNullable, isPrimary }: TableColumn): UserField["default"] {
  if (isNullable) return undefined;
  if (isPrimary && type === "uuid") return "uuid4()";
  return isText && type === "text" ? "" : undefined;
}

/** The first of these tables that there is. Beside its own key it has two columns: the user's, and the target's. */
async function relationOf(
  tables: readonly string[],
  targetColumn: string,
  columnsIn: ColumnsIn,
): Promise<UserRelation | null> {
  for (const table of tables) {
    const columns = await columnsIn(table);
    const user = columns.find(({ name, isPrimary }) => !isPrimary && name !== targetColumn);
    if (user !== undefined) return { table, userColumn: user.name, targetColumn };
  }
  return null;
}

/** A name as long as the vendor takes it. Django: `truncate_name()`. */
function cut(name: string, { vendor }: SqlDatabase): string {
  const longest = LONGEST_NAME[vendor];
  if (name.length <= longest) return name;
  const digest = createHash("md5").update(name).digest("hex").slice(0, 4);
  return name.slice(0, longest - digest.length) + digest;
}

function untold(table: string): ImproperlyConfigured {
  return new ImproperlyConfigured(
    `The table ${table} is not there, or does not tell by which field its users sign in.`,
    { fix: "Name both: describeUserModel(database, { table, usernameField })." },
  );
}
