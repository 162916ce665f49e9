/** A user model as it is described from outside, and the check that the description holds together. */
import { ImproperlyConfigured } from "../../errors.ts";
import { fieldOf } from "./user-model.ts";
import type { FieldType, UserField, UserModel } from "./user-model.ts";

/** A field as JSON describes it: of a file that is imported, TypeScript knows the type of a field as any text. */
export interface DescribedField extends Omit<UserField, "type"> {
  readonly type: FieldType | (string & {});
}

/** A {@link UserModel} that may come from a JSON file. */
export interface DescribedUserModel extends Omit<UserModel, "fields"> {
  readonly fields: Readonly<Record<string, DescribedField>>;
}

const TYPES: readonly string[] = [
  "integer",
  "bigint",
  "boolean",
  "datetime",
  "date",
  "float",
  "uuid",
  "json",
  "text",
] satisfies FieldType[];

/** The model of a description. @throws ImproperlyConfigured naming what is missing or of no known type. */
export function userModel(description: DescribedUserModel): UserModel {
  for (const [name, { column, type }] of Object.entries(description.fields)) {
    if (!TYPES.includes(type)) throw badField(name, `is of the type "${type}", which is not known`);
    if (typeof column !== "string" || column === "") throw badField(name, "has no column");
  }
  const model = description as UserModel;
  fieldOf(model, model.primaryKey);
  fieldOf(model, model.usernameField);
  // Without it no session would be found good, and all would be flushed.
  fieldOf(model, "password");
  return model;
}

function badField(name: string, what: string): ImproperlyConfigured {
  return new ImproperlyConfigured(`The user model's field ${name} ${what}.`, {
    fix: "Describe the model anew: npx async-django-session describe.",
  });
}
