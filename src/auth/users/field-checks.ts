/** What is wrong with the values of a row that is to be written, before a database refuses it, or cuts them off. */
import { IntegrityError, ValidationError } from "../../errors.ts";
import type { ValidationProblem } from "../../errors.ts";
import { fieldOf } from "./user-model.ts";
import type { UserField, UserModel } from "./user-model.ts";
import type { UserRow } from "./user-row.ts";

/**
 * Checks these fields of a row.
 * @throws IntegrityError naming those that lack a value, ValidationError with all that is wrong with texts.
 */
export function checkRow(row: UserRow, names: readonly string[], model: UserModel): void {
  const missing = names.filter((name) => {
    const { null: isNullable = false, generated = false } = fieldOf(model, name);
    return !isNullable && !generated && (row[name] ?? null) === null;
  });
  if (missing.length > 0) {
    throw new IntegrityError(`A user cannot be without ${missing.join(", ")}.`, {
      fix: "Give a value.",
    });
  }
  checkTexts(row, model);
}

/** Django: `Model.full_clean()`. */
function checkTexts(row: UserRow, model: UserModel): void {
  const problems = Object.entries(row).flatMap(([field, value]) => {
    if (typeof value !== "string") return [];
    const problem = problemOf(value, fieldOf(model, field));
    return problem === null ? [] : [{ ...problem, params: { ...problem.params, field } }];
  });
  if (problems.length > 0) throw new ValidationError(problems);
}

function problemOf(value: string, { type, maxLength }: UserField): ValidationProblem | null {
  if (value.includes("\0")) {
    return problem("null_characters_not_allowed", "Null characters are not allowed.");
  }
  // Half of a character: no database takes it.
  if (/\p{Surrogate}/u.test(value)) return problem("invalid", "Enter a valid value.");
  const length = Array.from(value).length;
  if (type !== "text" || maxLength === undefined || length <= maxLength) return null;
  const characters = maxLength === 1 ? "character" : "characters";
  return problem(
    "max_length",
    `Ensure this value has at most ${maxLength} ${characters} (it has ${length}).`,
    { limit_value: maxLength, show_value: length },
  );
}

function problem(code: string, message: string, params: object = {}): ValidationProblem {
  return { code, message, params: { ...params } };
}
