/** One account on both sides, in a real browser without JavaScript: every step that a person takes, at Django's admin and at every app. */
import { mkdirSync, readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Vendor } from "../../src/databases/sql/database.ts";
import { startAccountSite } from "./account-site.ts";
import type { AccountModel, AccountSite, Person } from "./account-site.ts";
import { AccountVisitor } from "./account-visitor.ts";
import { SHOTS, openBrowser } from "./browser.ts";

const MODELS: readonly [AccountModel, AccountModel] = [
  {
    label: "auth.User",
    nameLabel: "Username",
    activeLabel: "Active",
    usernameOf: (name) => name,
    fieldsOf: (username) => ({ username }),
  },
  {
    // A UUID as key, e-mail to sign in by, other names of table and columns.
    label: "accounts.Member",
    nameLabel: "Email",
    activeLabel: "Is active",
    usernameOf: (name) => `${name}@example.com`,
    fieldsOf: (email) => ({ email }),
  },
];
const [USER, MEMBER] = MODELS;
const GRID: readonly { vendor: Vendor; model: AccountModel }[] = [
  { vendor: "sqlite", model: USER },
  { vendor: "postgresql", model: USER },
  { vendor: "mysql", model: USER },
  { vendor: "sqlite", model: MEMBER },
];

const STAFF = { is_staff: true };
const ROOT = { is_staff: true, is_superuser: true };
const PERMISSIONS = ["auth.add_group", "auth.view_group"];

let browser: Browser;
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe.each(GRID)("$model.label on $vendor", ({ vendor, model }) => {
  let site: AccountSite;
  const visitors: AccountVisitor[] = [];
  let people = 0;
  let turns = GRID.findIndex((place) => place.vendor === vendor && place.model === model);

  beforeAll(async () => void (site = await startAccountSite(vendor, model)), 120_000);
  afterAll(() => site.stop());
  afterEach(async () => {
    await Promise.all(visitors.splice(0).map((visitor) => visitor.leave()));
  });

  const visitor = async (): Promise<AccountVisitor> => {
    const arrived = await AccountVisitor.arrive(browser, site);
    visitors.push(arrived);
    return arrived;
  };
  const person = (fields: object = {}, permissions: readonly string[] = []): Promise<Person> =>
    site.person(`person-${++people}`, fields, permissions);
  /** The app at which a step is taken; all others have to notice. Along the grid, each has its turn at each step. */
  const nextApp = (): string => site.apps[turns++ % site.apps.length]!;
  const everywhere = <T>(answer: T): T[] => site.apps.map(() => answer);
  const exists = async (key: string | null): Promise<boolean> =>
    (await site.ops(null, ["exists", key]))[0];

  test("signed in at the admin: every app knows who it is, staff, and permissions", async () => {
    const ann = await person(STAFF, PERMISSIONS);
    const hers = await visitor();
    await hers.signInAtAdmin(ann);
    for (const app of site.apps) {
      const known = { username: ann.username, staff: "yes", superuser: "no" };
      expect(await hers.who(app)).toEqual({ ...known, permissions: PERMISSIONS });
    }
    const root = await person(ROOT);
    const roots = await visitor();
    await roots.signInAtAdmin(root);
    for (const app of site.apps) {
      const known = await roots.who(app);
      expect(known).toMatchObject({ username: root.username, staff: "yes", superuser: "yes" });
      expect(known?.permissions.length).toBeGreaterThan(20);
    }
  });

  test("signed in here: the admin lets in, and a planted key is not the key", async () => {
    const ann = await person(STAFF);
    const app = nextApp();
    const [, , planted] = await site.ops(null, ["set", "cart", [1]], ["save"], ["key"]);
    for (const key of [planted, "k".repeat(32)]) {
      const hers = await visitor();
      await hers.plant(key);
      await hers.signInHere(app, ann);
      expect(await hers.names()).toEqual(everywhere(ann.username));
      expect(await hers.isInAdmin()).toBe(true);
      const after = await hers.sessionKey();
      expect(after).not.toBe(key);
      expect(await exists(key)).toBe(false);
      // What the visitor collected is kept, under the new key.
      const [cart] = await site.ops(after, ["get", "cart"]);
      expect(cart).toEqual(key === planted ? [1] : null);
    }
  });

  test("signed out here: the admin asks to sign in, and the session is gone", async () => {
    const ann = await person(STAFF);
    const app = nextApp();
    const hers = await visitor();
    await hers.signInAtAdmin(ann);
    const key = await hers.sessionKey();
    await hers.signOutHere(app);
    expect(await hers.sessionKey()).toBeNull();
    expect(await exists(key)).toBe(false);
    await hers.plant(key!);
    expect(await hers.isInAdmin()).toBe(false);
    expect(await hers.names()).toEqual(everywhere(null));
  });

  test("the password changed in the admin: nobody here, and the session is gone", async () => {
    const ann = await person(STAFF);
    const elsewhere: [app: string, hers: AccountVisitor][] = [];
    for (const app of site.apps) {
      const hers = await visitor();
      await hers.signInHere(app, ann);
      elsewhere.push([app, hers]);
    }
    const atAdmin = await visitor();
    await atAdmin.signInAtAdmin(ann);
    await atAdmin.page.goto(`${site.django}admin/password_change/`);
    const [now, again] = ["New password", "New password confirmation"];
    const changed = "another long one";
    await atAdmin.send(
      { "Old password": ann.password, [now]: changed, [again]: changed },
      "Change my password",
    );
    await atAdmin.page.getByText("Your password was changed.").waitFor();
    for (const [app, hers] of elsewhere) {
      const key = await hers.sessionKey();
      expect(await exists(key)).toBe(true);
      expect(await hers.who(app)).toBeNull();
      expect(await exists(key)).toBe(false);
      expect(await hers.sessionKey()).toBeNull();
      await hers.signInHere(app, ann);
      expect(await hers.problems()).toHaveLength(1);
    }
    expect(await atAdmin.names()).toEqual(everywhere(ann.username));
  });

  test("deactivated in the admin: nobody here, and somebody again when active", async () => {
    const [ann, root] = [await person(STAFF), await person(ROOT)];
    const hers = await visitor();
    await hers.signInHere(nextApp(), ann);
    const key = await hers.sessionKey();
    const roots = await visitor();
    await roots.signInAtAdmin(root);
    const setActive = async (isActive: boolean): Promise<void> => {
      const path = model.label.toLowerCase().replace(".", "/");
      await roots.page.goto(`${site.django}admin/${path}/${ann.pk}/change/`);
      await roots.page.getByLabel(model.activeLabel, { exact: true }).setChecked(isActive);
      await roots.page.getByRole("button", { name: "Save", exact: true }).click();
      await roots.page.getByText("was changed successfully").waitFor();
    };
    await setActive(false);
    expect(await hers.names()).toEqual(everywhere(null));
    expect(await hers.isInAdmin()).toBe(false);
    expect(await exists(key)).toBe(true);
    const another = await visitor();
    for (const app of site.apps) {
      await another.signInHere(app, ann);
      expect(await another.problems()).toHaveLength(1);
    }
    await setActive(true);
    expect(await hers.names()).toEqual(everywhere(ann.username));
  });

  test("the password changed here: this browser stays, all others are signed out", async () => {
    const app = nextApp();
    const ann = await person(STAFF);
    const [hers, other] = [await visitor(), await visitor()];
    await hers.signInAtAdmin(ann);
    await other.signInAtAdmin(ann);
    const key = await hers.sessionKey();
    const changed = { ...ann, password: "another long one" };
    await hers.page.goto(`${app}account/password`);
    const [now, again] = ["New password", "New password again"];
    const wrong = { "Old password": "wrong", [now]: "x", [again]: "x" };
    await hers.send(wrong, "Change password");
    expect((await hers.problems())[0]).toMatch("Your old password was entered incorrectly.");
    const right = { "Old password": ann.password, [now]: changed.password };
    await hers.send({ ...right, [again]: changed.password }, "Change password");
    expect(await hers.names()).toEqual(everywhere(ann.username));
    expect(await hers.isInAdmin()).toBe(true);
    expect(await hers.sessionKey()).not.toBe(key);
    expect(await other.isInAdmin()).toBe(false);
    expect(await other.names()).toEqual(everywhere(null));
    await other.signInAtAdmin(ann);
    expect(await other.isInAdmin()).toBe(false);
    await other.signInAtAdmin(changed);
    expect(await other.isInAdmin()).toBe(true);
  });

  test("registered here: known at once on both sides, and no staff", async () => {
    const app = nextApp();
    const hers = await visitor();
    const username = model.usernameOf(`new-${++people}`);
    const register = async (password: string, again: string): Promise<void> => {
      const fields = { [model.nameLabel]: username, Password: password };
      await hers.send({ ...fields, "Password again": again }, "Register");
    };
    await hers.page.goto(`${app}account/register`);
    await register("short", "short");
    expect((await hers.problems())[0]).toMatch("This password is too short.");
    await register("a long secret", "a long secrets");
    expect(await hers.problems()).toEqual(["The two password fields didn’t match."]);
    await register("a long secret", "a long secret");
    const known = { username, staff: "no", superuser: "no", permissions: [] };
    for (const other of site.apps) expect(await hers.who(other)).toEqual(known);
    expect(await hers.isInAdmin()).toBe(false);
    expect(await hers.page.getByText(`You are authenticated as ${username}`).count()).toBe(1);
    await site.ops(null, ["change_user", username, STAFF]);
    expect(await hers.isInAdmin()).toBe(true);
    const late = await visitor();
    await late.page.goto(`${app}account/register`);
    const fields = { [model.nameLabel]: username, Password: "a long secret" };
    await late.send({ ...fields, "Password again": "a long secret" }, "Register");
    expect((await late.problems())[0]).toMatch("already exists");
  });

  test("a form of either side posts to the other, and a forged one to neither", async () => {
    const ann = await person(STAFF);
    const atAdmin = `${site.django}admin/login/?next=/admin/`;
    const app = nextApp();
    const [here, there] = [`${app}account/login`, atAdmin];
    const hers = await visitor();
    for (const [page, target, button] of [
      [here, there, "Sign in"],
      [there, here, "Log in"],
    ] as const) {
      for (const isForged of [false, true]) {
        await hers.context.clearCookies();
        await hers.page.goto(page);
        const token = isForged ? "f".repeat(64) : null;
        await hers.page.locator("form").evaluate(redirectForm, { target, token });
        await hers.send(hers.credentials(ann), button);
        expect(await hers.isInAdmin()).toBe(!isForged);
        expect(await hers.names()).toEqual(everywhere(isForged ? null : ann.username));
      }
    }
  });

  test("who has to sign in is led back, and to no other site", async () => {
    const ann = await person();
    const app = nextApp();
    const hers = await visitor();
    await hers.page.goto(`${app}account/password`);
    expect(hers.page.url()).toBe(`${app}account/login?next=/account/password`);
    await hers.send(hers.credentials(ann), "Sign in");
    expect(hers.page.url()).toBe(`${app}account/password`);
    const other = await visitor();
    await other.page.goto(`${app}account/login?next=https://evil.example/`);
    await other.send(other.credentials(ann), "Sign in");
    expect(other.page.url()).toBe(`${app}account`);
  });

  // What they look like is no matter of the database.
  if (vendor !== "sqlite") return;

  test("the pages: texts stand out by 4.5 to 1, nothing sticks out on a phone", async () => {
    const ann = await person(ROOT);
    const hers = await visitor();
    const app = nextApp();
    const look = async (name: string): Promise<void> => {
      await hers.page.evaluate(readFileSync("tests/demo/page-measures.js", "utf8"));
      await hers.page.setViewportSize({ width: 320, height: 700 });
      expect(await hers.page.evaluate("overflow()"), name).toBe(0);
      for (const colorScheme of ["light", "dark"] as const) {
        await hers.page.emulateMedia({ colorScheme });
        expect(await hers.page.evaluate("faintTexts()"), name).toEqual([]);
        const path = `${SHOTS}/account-${model.label}-${name}-${colorScheme}.png`;
        await hers.page.screenshot({ path, fullPage: true });
      }
    };
    await hers.page.goto(`${app}account`);
    await look("nobody");
    await hers.page.goto(`${app}account/register`);
    await hers.send(
      { [model.nameLabel]: ann.username, Password: "x", "Password again": "x" },
      "Register",
    );
    await look("register");
    await hers.signInHere(app, { ...ann, password: "wrong" });
    await look("sign-in");
    await hers.signInHere(app, ann);
    await look("account");
    await hers.page.goto(`${app}account/password`);
    await look("password");
  });
});

/** Runs in the page: has a form post to another address, with another token unless null. */
function redirectForm(
  form: any,
  { target, token }: { target: string; token: string | null },
): void {
  form.action = target;
  if (token !== null) form.elements.csrfmiddlewaretoken.value = token;
}
