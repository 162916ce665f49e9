/** Next.js beside Django on one host, in a real browser: the packed tarball in an app that was built for production. */
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Backend } from "../../src/backend.ts";
import { pgDatabase } from "../../src/databases/pg.ts";
import { emptyDatabase } from "../interop/own-database.ts";
import type { OwnDatabase } from "../interop/own-database.ts";
import { buildNextApp, startDjangoApp, startNextApp } from "./next-app.ts";
import type { NextRelease, Running } from "./next-app.ts";

const QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const PASSWORD = "of-the-tests-1";

let database: OwnDatabase;
let pool: Pool;
let backend: Backend;
let django: Running;
let browser: Browser;
beforeAll(async () => {
  database = await emptyDatabase("postgresql");
  django = await startDjangoApp({ DATABASE_URL: database.url });
  pool = new Pool({ connectionString: database.url });
  backend = new Backend(pgDatabase(pool), "django-insecure-only-for-the-examples");
  await backend.createSuperuser({ username: "root", password: PASSWORD });
  await backend.createUser({ username: "ann", password: PASSWORD });
  const { CHROMIUM = "chromium" } = process.env;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}, 180_000);
afterAll(async () => {
  await browser.close();
  await django.stop();
  await pool.end();
  await database.drop();
});

describe.each<NextRelease>([16, 15])("Next.js %i", (release) => {
  let next: Running;
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    next = await startNextApp(await buildNextApp(release), { DATABASE_URL: database.url });
    context = await browser.newContext({ baseURL: next.url });
    page = await context.newPage();
  }, 400_000);
  afterAll(async () => {
    await context.close();
    await next.stop();
  });

  const statements = async (): Promise<string[]> =>
    (await fetch(`${next.url}/statements`)).json() as Promise<string[]>;
  /** What a visitor's request makes the app ask its database. */
  const watch = async (act: () => Promise<unknown>): Promise<string[]> => {
    await statements();
    await act();
    return statements();
  };
  const signIn = async (at: Page, username = "root"): Promise<void> => {
    await at.getByLabel("Username").fill(username);
    await at.getByLabel("Password").fill(PASSWORD);
    await at.getByRole("button", { name: "Sign in" }).click();
    await at.getByText(`You are signed in as ${username}`).waitFor();
  };

  test("a visitor who is nobody is sent to sign in, and the wrong password is told", async () => {
    await page.goto("/account");
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(
      "/account/login?next=/account",
    );
    await page.getByLabel("Username").fill("root");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("correct username and password").waitFor();
    expect(await page.getByLabel("Username").inputValue()).toBe("root");
  });

  test("signed in by a server action: seen in server components, and Django's admin lets in", async () => {
    await signIn(page);
    expect(await page.locator("#who").textContent()).toBe("Signed in as root");
    const cookie = (await context.cookies()).find(({ name }) => name === "sessionid");
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/", secure: false });
    expect((cookie?.expires ?? 0) - Date.now() / 1000).toBeCloseTo(1_209_600, -2);
    await page.goto(`${django.url}/admin/`);
    await page.getByText("Site administration").first().waitFor();
  });

  test("ten components, their layout and their metadata ask for the user: one query each of session and user", async () => {
    const made = await watch(() => page.goto("/ten"));
    expect(made).toHaveLength(2);
    expect(made[0]).toContain("django_session");
    expect(made[1]).toContain("auth_user");
    expect(await page.locator("li").allTextContents()).toEqual(Array(10).fill("root 0"));
    expect(await page.title()).toContain("root");
  });

  test("signed out by a server action: nobody here and in Django, and the cookie is gone", async () => {
    await page.goto("/account");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await context.cookies()).not.toContainEqual(
      expect.objectContaining({ name: "sessionid" }),
    );
    await page.goto(`${django.url}/admin/`);
    expect(page.url()).toContain("/admin/login/");
  });

  test("signed in at Django: seen here in a server component; signed out there: nobody here", async () => {
    await page.goto(`${django.url}/admin/`);
    await page.getByLabel("Username").fill("root");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("Site administration").first().waitFor();
    await page.goto("/account");
    expect(await page.locator("#username").textContent()).toBe("root");
    expect(await page.locator("#superuser").textContent()).toBe("yes");
    await page.goto(`${django.url}/admin/`);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByText("Logged out").first().waitFor();
    await page.goto("/account");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  test("the counter: raised by an action, by a route handler and by Django, in one session", async () => {
    await page.goto("/");
    await page.getByRole("button", { name: "Visit Next.js" }).click();
    await expect.poll(() => page.locator("#next").textContent()).toBe("1");
    await page.goto(django.url);
    await page.goto("/visit");
    expect(JSON.parse((await page.locator("body").textContent()) ?? "")).toEqual({
      framework: "next",
      session: { next: 2, django: 1 },
    });
    await page.goto("/");
    expect(await page.locator("#django").textContent()).toBe("1");
    expect(await page.locator("#next").textContent()).toBe("2");
  });

  test("proxy: sends nobody to sign in, with the path and its query; then a page of its own decides", async () => {
    const own = await browser.newContext({ baseURL: next.url });
    const visitor = await own.newPage();
    await visitor.goto("/staff?tab=1");
    expect(visitor.url()).toBe(`${next.url}/account/login?next=/staff%3Ftab%3D1`);
    await visitor.getByLabel("Username").fill("ann");
    await visitor.getByLabel("Password").fill(PASSWORD);
    await visitor.getByRole("button", { name: "Sign in" }).click();
    await visitor.getByRole("heading", { name: "Not for you" }).waitFor();
    expect((await visitor.goto("/staff"))?.status()).toBe(403);
    await own.close();
  });

  test("proxy that asks no database: lets pass who has what may be a key, and sends others to sign in", async () => {
    const ask = (cookie: string) =>
      fetch(`${next.url}/members?a=1`, { redirect: "manual", headers: { Cookie: cookie } });
    for (const cookie of ["", "other=1", "sessionid=short"]) {
      const response = await ask(cookie);
      expect(response.status).toBe(302);
      const location = new URL(response.headers.get("Location") ?? "", next.url);
      expect(location.href).toBe(`${next.url}/account/login?next=/members%3Fa%3D1`);
    }
    expect((await ask("other=1; sessionid=plausiblekey")).status).toBe(200);
    const statementsOf = (cookie: string) => watch(async () => (await ask(cookie)).text());
    expect(await statementsOf("")).toEqual([]);
    // One of the layout, that knows who it is.
    expect(await statementsOf("sessionid=plausiblekey")).toHaveLength(1);
  });

  test("proxy that gives a CSRF token: the page has it at once, and Django takes it", async () => {
    const response = await fetch(`${next.url}/form`);
    const [cookie = "", ...more] = response.headers.getSetCookie();
    expect(more).toEqual([]);
    expect(cookie).toMatch(/^csrftoken=\w{32};.*Max-Age=31449600/);
    const [, token = ""] = / value="(\w{64})"/.exec(await response.text()) ?? [];
    const post = (csrfmiddlewaretoken: string) =>
      fetch(`${django.url}/admin/login/`, {
        method: "POST",
        redirect: "manual",
        headers: { Cookie: cookie.replace(/;.*/, "") },
        body: new URLSearchParams({ csrfmiddlewaretoken, username: "root", password: PASSWORD }),
      });
    expect((await post(token)).status).toBe(302);
    expect((await post("w".repeat(64))).status).toBe(403);
  });

  test("without JavaScript: sign in, see the user, raise the counter, sign out", async () => {
    const own = await browser.newContext({ baseURL: next.url, javaScriptEnabled: false });
    const visitor = await own.newPage();
    await visitor.goto("/account");
    await visitor.getByLabel("Username").fill("ann");
    await visitor.getByLabel("Password").fill("wrong");
    await visitor.getByRole("button", { name: "Sign in" }).click();
    await visitor.getByRole("alert").waitFor();
    await signIn(visitor, "ann");
    await visitor.goto("/");
    await visitor.getByRole("button", { name: "Visit Next.js" }).click();
    await expect.poll(() => visitor.locator("#next").textContent()).toBe("1");
    await visitor.goto("/account");
    await visitor.getByRole("button", { name: "Sign out" }).click();
    await visitor.getByRole("heading", { name: "Sign in" }).waitFor();
    await own.close();
  });

  test.each([
    ["returns", "returns"],
    ["redirects", "redirects"],
    ["finds nothing", "finds nothing"],
    ["forbids", "forbids"],
    ["guards", "guards"],
    ["fails", ""],
  ])("an action that %s has its session saved as %j", async (end, saved) => {
    const own = await browser.newContext({ baseURL: next.url, javaScriptEnabled: false });
    const visitor = await own.newPage();
    await visitor.goto("/lab");
    await visitor.getByRole("button", { name: end }).click();
    await visitor.goto("/lab");
    expect(await visitor.locator("#changed").textContent()).toBe(saved);
    await own.close();
  });

  test("password changed elsewhere: nobody on the next page, and the next action takes the cookie", async () => {
    const username = `eve-${release}`;
    const user = await backend.createUser({ username, password: PASSWORD });
    const own = await browser.newContext({ baseURL: next.url, javaScriptEnabled: false });
    const visitor = await own.newPage();
    const hasCookie = async (): Promise<boolean> =>
      (await own.cookies()).some(({ name }) => name === "sessionid");
    await visitor.goto("/account/login");
    await signIn(visitor, username);
    await user.setPassword("another");
    await user.save();
    await visitor.goto("/account");
    await visitor.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await hasCookie()).toBe(true);
    await visitor.goto("/lab");
    await visitor.getByRole("button", { name: "guards" }).click();
    await visitor.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await hasCookie()).toBe(false);
    await own.close();
  });

  test("what an action has changed, helpers see at once, and so does the page after it, by one query", async () => {
    await page.goto("/lab");
    const made = await watch(async () => {
      await page.getByRole("button", { name: "sees" }).click();
      await expect.poll(() => page.locator("#cart").textContent()).toBe('["sees",true,1]');
    });
    expect(made.map((text) => text.split(" ", 1)[0])).toEqual(["SELECT", "UPDATE"]);
  });

  test("a page made at build time asks no database: it was made where there was none", async () => {
    expect(await watch(async () => (await fetch(`${next.url}/static`)).text())).toEqual([]);
    expect(await (await fetch(`${next.url}/static`)).text()).toBe("nobody");
  });
});
