/** Rules for new passwords: Django's verdicts, messages, codes and help texts, word for word. */
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { ImproperlyConfigured, ValidationError } from "../../../../src/errors.ts";
import { commonPasswordsValidator } from "../../../../src/auth/validators/common-password.ts";
import { commonPasswords } from "../../../../src/auth/validators/common-passwords.ts";
import { PasswordValidators } from "../../../../src/auth/validators/password-validators.ts";
import type { PasswordValidatorSettings } from "../../../../src/settings.ts";
import { runPython } from "../../../django/python.ts";
import { openPeer } from "../../../django/server.ts";
import type { DjangoPeer } from "../../../django/server.ts";

const django = (name: string): string => `django.contrib.auth.password_validation.${name}`;

/** What is wrong, as golden_passwords.py lists it. */
async function problemsOf(
  validators: PasswordValidators,
  password: string,
  user: Record<string, unknown> | null = null,
): Promise<readonly unknown[]> {
  const failure = await validators
    .validatePassword(password, user)
    .catch((error: unknown) => error);
  if (failure === undefined) return [];
  expect(failure).toBeInstanceOf(ValidationError);
  const error = failure as ValidationError;
  expect(error.messages).toEqual(error.problems.map(({ message }) => message));
  return error.problems;
}

interface Golden {
  readonly users: (Record<string, string> | null)[];
  readonly rules: { rules: PasswordValidatorSettings[]; help: string[] }[];
  /** Rules and users by their index. */
  readonly validation: { rules: number; user: number; password: string; problems: unknown[] }[];
}

/** What Django said: tests/golden/password_rules-*.json, written by tests/django/golden_password_rules.py. */
function golden(version: string): Golden {
  const file = new URL(`../../../golden/password_rules-${version}.json`, import.meta.url);
  const facts = JSON.parse(readFileSync(file, "utf8"));
  return facts.as === undefined ? facts : golden(facts.as);
}

describe.each(["3.2", "4.2", "5.2", "6.1"])("Django %s", (version) => {
  const { rules, validation, users } = golden(version);

  test.each(rules.map((row, index) => [index, row] as const))("rules %i", async (index, row) => {
    const validators = new PasswordValidators({ validators: row.rules });
    expect(validators.passwordValidatorsHelpTexts()).toEqual(row.help);
    const theirs = validation.filter((one) => one.rules === index);
    expect(theirs.length).toBeGreaterThan(300);
    for (const { user, password, problems } of theirs) {
      const ours = await problemsOf(validators, password, users[user] ?? null);
      expect({ user, password, problems: ours }).toEqual({ user, password, problems });
    }
  });
});

describe("the common passwords", () => {
  const peers: DjangoPeer[] = [];
  afterAll(async () => {
    for (const peer of peers) await peer.stop();
  });

  test.each(["5.2", "6.1"])("are those of Django %s", async (version) => {
    const peer = await openPeer({ version, databaseUrl: "sqlite://:memory:", migrate: false });
    peers.push(peer);
    const theirs: string[] = await runPython(
      peer,
      "from django.contrib.auth.password_validation import CommonPasswordValidator\n" +
        "answer = list(CommonPasswordValidator().passwords)",
    );
    expect(new Set(theirs)).toEqual(commonPasswords());
  });

  test("may be a list of the site's own", async () => {
    const validators = new PasswordValidators({
      validators: [
        { NAME: django("CommonPasswordValidator"), OPTIONS: { password_list_path: "/etc/list" } },
      ],
      own: { [django("CommonPasswordValidator")]: () => commonPasswordsValidator(["sesame\n"]) },
    });
    expect(await problemsOf(validators, " Sesame ")).toMatchObject([
      { code: "password_too_common" },
    ]);
    expect(await problemsOf(validators, "password")).toEqual([]);
  });
});

describe("the settings", () => {
  test.each([
    [{ NAME: "accounts.Mine" }, "accounts.Mine is not known here"],
    [
      { NAME: django("NumericPasswordValidator"), OPTIONS: { x: 1 } },
      "has no option x. It has none.",
    ],
    [
      { NAME: django("MinimumLengthValidator"), OPTIONS: { min: 9 } },
      "has no option min. It has min_length.",
    ],
    [
      { NAME: django("MinimumLengthValidator"), OPTIONS: { min_length: "9" } },
      "min_length must be a number",
    ],
    [
      { NAME: django("UserAttributeSimilarityValidator"), OPTIONS: { max_similarity: 0.05 } },
      "max_similarity must be at least 0.1",
    ],
    [
      { NAME: django("UserAttributeSimilarityValidator"), OPTIONS: { user_attributes: "email" } },
      "user_attributes must be a list of names",
    ],
    [
      { NAME: django("CommonPasswordValidator"), OPTIONS: { password_list_path: "/etc/list" } },
      "() => commonPasswordsValidator(lines)",
    ],
  ])("%j are an error", async (setting, message) => {
    const validators = new PasswordValidators({ validators: [setting] });
    const failure = await validators.validatePassword("x").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ImproperlyConfigured);
    expect((failure as Error).message).toContain(message);
  });

  test("of a site without rules take everything", async () => {
    expect(await problemsOf(new PasswordValidators({ validators: [] }), "")).toEqual([]);
  });

  test("may name validators of the site's own, and what its fields are called", async () => {
    const validators = new PasswordValidators({
      validators: [
        { NAME: "accounts.NoSpaces", OPTIONS: { word: "blank" } },
        {
          NAME: django("UserAttributeSimilarityValidator"),
          OPTIONS: { user_attributes: ["nick"] },
        },
      ],
      own: {
        "accounts.NoSpaces": ({ word }) => ({
          validate: (password) =>
            password.includes(" ")
              ? { code: "blank", message: `No ${String(word)}s, please.`, params: {} }
              : null,
          helpText: () => "No blanks.",
        }),
      },
      verboseNames: { nick: "pen name" },
    });
    expect(validators.passwordValidatorsHelpTexts()[0]).toBe("No blanks.");
    const failure = await validators
      .validatePassword("tom thumb", { nick: "Tom Thumb" })
      .catch((error: unknown) => error);
    expect((failure as ValidationError).code).toBe("VALIDATION_ERROR");
    expect((failure as ValidationError).messages).toEqual([
      "No blanks, please.",
      "The password is too similar to the pen name.",
    ]);
  });
});

test("long passwords and long attributes are judged soon", async () => {
  const validators = new PasswordValidators({
    validators: [
      "UserAttributeSimilarityValidator",
      "CommonPasswordValidator",
      "NumericPasswordValidator",
    ].map((name) => ({ NAME: django(name) })),
  });
  const start = performance.now();
  await problemsOf(validators, "1".repeat(300_000), { email: "a.".repeat(150_000) });
  await problemsOf(validators, `x${" ".repeat(300_000)}x`, { email: "a".repeat(300_000) });
  expect(performance.now() - start).toBeLessThan(3000);
});
