/** The description of a site's user model: its tables and columns, by Django's field names. */
import { ImproperlyConfigured } from "../../errors.ts";

/** What a column holds, by the kind of Django's field. */
export type FieldType =
  | "integer"
  | "bigint"
  | "boolean"
  | "datetime"
  | "date"
  | "float"
  | "uuid"
  | "json"
  | "text";

/** A field of the model. */
export interface UserField {
  readonly column: string;
  readonly type: FieldType;
  readonly null?: boolean;
  /** What a new user has unless told; `now()` and `uuid4()` are made for each. Without one, and not null, it must be told. */
  readonly default?: string | number | boolean | object;
  /** The database fills it in when it is left out. */
  readonly generated?: boolean;
  readonly unique?: boolean;
  /** What people call it, where that is not its name. Django: `verbose_name`. */
  readonly verboseName?: string;
  /** In characters. */
  readonly maxLength?: number;
  /** The table, where it is that of a parent: multi-table inheritance. */
  readonly table?: string;
}

/** A parent's table of a model that inherits from one. */
export interface UserParent {
  readonly table: string;
  /** The parent's primary key. */
  readonly column: string;
  /** The column that points to it. */
  readonly from: string;
  /** The table of that column, where it is that of a nearer parent and not the model's own. */
  readonly fromTable?: string;
}

/** A table between users and what they have many of. */
export interface UserRelation {
  readonly table: string;
  readonly userColumn: string;
  /** The column of the group, or of the permission. */
  readonly targetColumn: string;
}

/** A user model. `npx async-django-session describe` makes the description from the Django project. */
export interface UserModel {
  /** AUTH_USER_MODEL: `app_label.ModelName`. */
  readonly label: string;
  /** `db_table`. */
  readonly table: string;
  readonly schema?: string;
  /** The name of the primary key's field. */
  readonly primaryKey: string;
  /** USERNAME_FIELD. */
  readonly usernameField: string;
  /** EMAIL_FIELD, null when the model has none. */
  readonly emailField: string | null;
  /** The fields to fetch, by Django's `attname`: `email`, `manager_id`. */
  readonly fields: Readonly<Record<string, UserField>>;
  /** The nearest first. */
  readonly parents?: readonly UserParent[];
  /** Null for a model without PermissionsMixin, which has no permissions. */
  readonly groups: UserRelation | null;
  readonly userPermissions: UserRelation | null;
}

/** A row whose fields were not declared. */
// oxlint-disable-next-line typescript/no-explicit-any -- what the model has is not known here
export type AnyUserRow = Record<string, any>;

/** A row of `auth.User`, by Django's field names. */
export interface AuthUserRow {
  readonly id: number;
  readonly password: string;
  readonly last_login: Date | null;
  readonly is_superuser: boolean;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly is_staff: boolean;
  readonly is_active: boolean;
  readonly date_joined: Date;
}

/** Django's own `auth.User`. */
export const AUTH_USER: UserModel = {
  label: "auth.User",
  table: "auth_user",
  primaryKey: "id",
  usernameField: "username",
  emailField: "email",
  fields: {
    id: { column: "id", type: "integer", generated: true },
    password: { column: "password", type: "text", default: "", maxLength: 128 },
    last_login: { column: "last_login", type: "datetime", null: true },
    is_superuser: { column: "is_superuser", type: "boolean", default: false },
    username: { column: "username", type: "text", default: "", maxLength: 150, unique: true },
    first_name: { column: "first_name", type: "text", default: "", maxLength: 150 },
    last_name: { column: "last_name", type: "text", default: "", maxLength: 150 },
    email: {
      column: "email",
      type: "text",
      default: "",
      maxLength: 254,
      verboseName: "email address",
    },
    is_staff: { column: "is_staff", type: "boolean", default: false },
    is_active: { column: "is_active", type: "boolean", default: true },
    date_joined: { column: "date_joined", type: "datetime", default: "now()" },
  },
  groups: { table: "auth_user_groups", userColumn: "user_id", targetColumn: "group_id" },
  userPermissions: {
    table: "auth_user_user_permissions",
    userColumn: "user_id",
    targetColumn: "permission_id",
  },
};

/** What people call a field. */
export function verboseNameOf({ fields }: UserModel, name: string): string {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return field?.verboseName ?? name.replaceAll("_", " ");
}

/** The name of the field behind a column. @throws ImproperlyConfigured when there is none. */
export function fieldAt(model: UserModel, table: string, column: string): string {
  const found = Object.entries(model.fields).find(
    ([, field]) => field.column === column && (field.table ?? model.table) === table,
  );
  if (found !== undefined) return found[0];
  throw new ImproperlyConfigured(`The user model ${model.label} has no field for ${column}.`, {
    fix: "Describe it anew: npx async-django-session describe.",
  });
}

/** A field by its name. @throws ImproperlyConfigured when the model has none of that name. */
export function fieldOf(model: UserModel, name: string): UserField {
  const field = Object.hasOwn(model.fields, name) ? model.fields[name] : undefined;
  if (field !== undefined) return field;
  throw new ImproperlyConfigured(`The user model ${model.label} has no field ${name}.`, {
    fix: "Describe it anew: npx async-django-session describe.",
  });
}

/** Names of fields by the tables that hold them. */
export function fieldsByTable(model: UserModel, names: Iterable<string>): Map<string, string[]> {
  const tables = new Map<string, string[]>();
  for (const name of names) {
    const table = fieldOf(model, name).table ?? model.table;
    tables.set(table, [...(tables.get(table) ?? []), name]);
  }
  return tables;
}
