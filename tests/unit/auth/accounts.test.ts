/** New users and new passwords, where no Django is needed to tell what is right. */
import { beforeEach, describe, expect, test } from "vitest";
import { normalizeEmail } from "../../../src/auth/create-user.ts";
import { ImproperlyConfigured, IntegrityError, NotSerializable } from "../../../src/errors.ts";
import { AUTH_USER } from "../../../src/auth/users/user-model.ts";
import { userModel } from "../../../src/auth/users/description.ts";
import { UserSiteOfTests } from "./user-backend.ts";

let site: UserSiteOfTests;
beforeEach(() => {
  site = new UserSiteOfTests();
});

/** Django: `UserManager.normalize_email`. */
test.each([
  ["Ann@EXAMPLE.com", "Ann@example.com"],
  ["  Ann@EXAMPLE.com\u0085", "Ann@example.com"],
  ['"a@B"@EXAMPLE.COM', '"a@B"@example.com'],
  [" NoAddress ", " NoAddress "],
  ["", ""],
  [null, ""],
  [undefined, ""],
])("the address %j is normalized", (email, normalized) => {
  expect(normalizeEmail(email)).toBe(normalized);
});

describe("a superuser", () => {
  test("may do everything", async () => {
    const user = await site.backend().createSuperuser({ username: "root", password: "x" });
    expect([user.isStaff, user.isSuperuser, user.isActive]).toEqual([true, true, true]);
    expect(await user.hasPerm("any.thing")).toBe(true);
  });

  test("is nothing less", async () => {
    const half = site.backend().createSuperuser({ username: "root", is_staff: false });
    await expect(half).rejects.toThrow(ImproperlyConfigured);
  });
});

describe("a new user", () => {
  test("has what is given, and Django's defaults", async () => {
    const given = { username: "ann", email: undefined as never, is_staff: true, first_name: "Ann" };
    const user = await site.backend({}, { now: () => new Date(1e12) }).createUser(given);
    expect(user.toJSON()).toEqual({
      id: 1,
      last_login: null,
      is_superuser: false,
      username: "ann",
      first_name: "Ann",
      last_name: "",
      email: "",
      is_staff: true,
      is_active: true,
      date_joined: new Date(1e12),
    });
  });

  test("lacks nothing that it must have", async () => {
    const nulled = { username: "ann", first_name: null as never };
    await expect(site.backend().createUser(nulled)).rejects.toThrow(IntegrityError);
    await expect(site.backend().createUser(nulled)).rejects.toThrow("first_name");
  });

  test("has no values of another kind", async () => {
    const joined = { username: "ann", date_joined: "2020-01-01" as never };
    await expect(site.backend().createUser(joined)).rejects.toThrow(NotSerializable);
  });

  test("has no fields that the model has not", async () => {
    const odd = { username: "ann", shoe_size: 42 } as never;
    await expect(site.backend().createUser(odd)).rejects.toThrow("shoe_size");
  });
});

describe("new passwords", () => {
  const NAME = "django.contrib.auth.password_validation.UserAttributeSimilarityValidator";
  const AUTH_PASSWORD_VALIDATORS = [{ NAME }, { NAME: "accounts.NoQ", OPTIONS: { letter: "q" } }];
  const noLetter = ({ letter }: Readonly<Record<string, unknown>>) => ({
    validate: (password: string) =>
      password.includes(String(letter)) ? { message: "No q.", code: "no_q", params: {} } : null,
    helpText: () => "Without q.",
  });

  test("are checked by the settings, the site's own rules among them", async () => {
    const passwordValidators = { "accounts.NoQ": noLetter };
    const backend = site.backend({ AUTH_PASSWORD_VALIDATORS }, { passwordValidators });
    const user = await backend.createUser({ username: "ann", email: "somebody@example.com" });
    await backend.validatePassword("correct horse", user);
    await expect(backend.validatePassword("somebodyq", user)).rejects.toMatchObject({
      messages: ["The password is too similar to the email address.", "No q."],
    });
    await backend.validatePassword("somebody");
    await expect(
      backend.validatePassword("somebody", { username: "somebody" }),
    ).rejects.toMatchObject({ messages: ["The password is too similar to the username."] });
    expect(backend.passwordValidatorsHelpTexts).toContain("Without q.");
  });
});

describe("the description of a model", () => {
  test.each([
    ["no password", { fields: { ...AUTH_USER.fields, password: undefined } }, "password"],
    ["no such primary key", { primaryKey: "uuid" }, "uuid"],
    ["no such username", { usernameField: "login" }, "login"],
    ["an odd type", { fields: { ...AUTH_USER.fields, id: { column: "id", type: "int" } } }, "int"],
    ["no column", { fields: { ...AUTH_USER.fields, id: { type: "integer" } } }, "column"],
  ])("%s is told of", (_what, change, word) => {
    const described = JSON.parse(JSON.stringify({ ...AUTH_USER, ...change }));
    expect(() => userModel(described)).toThrow(word);
  });
});
