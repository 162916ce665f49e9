/** The demo in a real browser, on each database: click every app, see every counter, end it. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import mysql from "mysql2/promise";
import { Client } from "pg";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SHOTS, openBrowser } from "./browser.ts";
import { startDemo, survivors } from "./demo-process.ts";
import type { Demo } from "./demo-process.ts";

const table = JSON.parse(readFileSync("examples/demo/apps.json", "utf8"));
const titles: string[] = table.map(({ title }: { title: string }) => title);

let browser: Browser;
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A database of the demo's own beside the tests', by its address. */
const DATABASES: Record<string, () => Promise<string>> = {
  sqlite: async () => {
    rmSync(".cache/demo-test.sqlite3", { force: true });
    return `sqlite:///${process.cwd()}/.cache/demo-test.sqlite3`;
  },
  postgres: async () => {
    const client = new Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    await client.query("DROP DATABASE IF EXISTS demo_test");
    await client.query("CREATE DATABASE demo_test");
    await client.end();
    return inDatabase(process.env.DATABASE_URL ?? "", "demo_test");
  },
  mysql: async () => {
    const client = await mysql.createConnection(process.env.MYSQL_URL ?? "");
    await client.query("DROP DATABASE IF EXISTS demo_test");
    await client.query("CREATE DATABASE demo_test CHARACTER SET utf8mb4");
    await client.end();
    return inDatabase(process.env.MYSQL_URL ?? "", "demo_test");
  },
};

function inDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

describe.each(Object.keys(DATABASES))("the demo on %s", (database) => {
  let demo: Demo;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    demo = await startDemo(await DATABASES[database]!());
    const context = await browser.newContext({ viewport: { width: 1200, height: 860 } });
    page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await page.goto(demo.page);
    await page.addScriptTag({ path: "tests/demo/page-measures.js" });
  }, 180_000);

  test("every app raises its counter, and all the others see it", async () => {
    for (const [index, title] of [...titles, ...titles].entries()) {
      await page.getByRole("button", { name: `Visit ${title}` }).click();
      const visits = index < titles.length ? "1" : "2";
      await expect.poll(() => counterOf(page, title)).toBe(visits);
      const others = titles.filter((other) => other !== title);
      for (const other of others) await expect.poll(() => sawOf(page, title)).toContain(other);
    }
    for (const title of titles) {
      const answer = await page.request.get(demo.apps[title]!);
      const { session } = await answer.json();
      expect(Object.keys(session).sort()).toEqual(table.map(({ name }: any) => name).sort());
      await expect.poll(() => counterOf(page, title)).toBe("3");
    }
  });

  test("a login in Django's admin shows at once, and so does the logout", async () => {
    const admin = await page.context().newPage();
    await admin.goto(`${demo.apps.Django}admin/`);
    await admin.getByLabel("Username").fill("admin");
    await admin.getByLabel("Password").fill("admin");
    await admin.getByRole("button", { name: "Log in" }).click();
    await admin.getByText("Site administration").first().waitFor();
    await expect.poll(() => page.locator("#session").textContent()).toContain("_auth_user_id");
    expect(await page.locator("#user").textContent()).toBe("signed in as admin (staff)");
    await screenshots(page, database);
    await admin.getByRole("button", { name: "Log out" }).click();
    await expect.poll(() => page.locator("#session").textContent()).toBe("{}");
    for (const title of titles) expect(await counterOf(page, title)).toBe("0");
    expect(await page.locator("#user").textContent()).toBe("not signed in");
  });

  test("its texts stand out by 4.5 to 1, and it works by keyboard", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate("faintTexts()")).toEqual([]);
    }
    await page.getByRole("button", { name: "Visit Hono" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => counterOf(page, "Hono")).toBe("1");
  });

  test("without JavaScript: the counters, the visits, and who is signed in", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(demo.page);
    expect(await plain.locator("#user").textContent()).toBe("not signed in");
    for (const title of titles) {
      expect(await counterOf(plain, title)).toBe("0");
      await plain.getByRole("button", { name: `Visit ${title}` }).click();
      expect(await counterOf(plain, title)).toBe("1");
    }
    await plain.goto(`${demo.apps.Express}account/login`);
    await plain.getByLabel("Username").fill("admin");
    await plain.getByLabel("Password").fill("admin");
    await plain.getByRole("button", { name: "Sign in" }).click();
    await plain.goto(demo.page);
    expect(await plain.locator("#user").textContent()).toBe("signed in as admin (staff)");
    await plain.screenshot({ path: `${SHOTS}/${database}-plain.png`, fullPage: true });
    await context.close();
  });

  test("the page raised no error", () => expect(problems).toEqual([]));

  test("Ctrl-C leaves no process", async () => {
    await page.context().close();
    const processes = demo.processes();
    expect(processes.length).toBeGreaterThan(titles.length + 1);
    expect(await demo.interrupt()).toBe(0);
    expect(survivors(processes)).toEqual([]);
  });
});

test("an app that ends takes the demo with it, which says why", async () => {
  const demo = await startDemo(await DATABASES.sqlite!());
  const processes = demo.processes();
  const hono = demo.processOf("hono_app.ts");
  expect(processes).toContain(hono);
  process.kill(hono, "SIGKILL");
  expect(await demo.exited).toBe(1);
  expect(demo.output()).toContain("hono_app.ts ended");
  expect(survivors(processes)).toEqual([]);
}, 180_000);

function counterOf(page: Page, title: string): Promise<string | null> {
  return page.getByLabel(`Visits of ${title}`).textContent();
}

/** What an app's card says that it found in the session. */
function sawOf(page: Page, title: string): Promise<string | null> {
  return page
    .getByRole("listitem")
    .filter({ hasText: `Visit ${title}` })
    .locator(".saw")
    .textContent();
}

/** For people to look at: wide and on a phone, light and dark. */
async function screenshots(page: Page, name: string): Promise<void> {
  const sizes = { wide: { width: 1200, height: 860 }, phone: { width: 390, height: 844 } };
  for (const [label, size] of Object.entries(sizes)) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({
        path: `${SHOTS}/${name}-${label}-${colorScheme}.png`,
        fullPage: true,
      });
    }
    expect(await page.evaluate("overflow()"), label).toBe(0);
  }
}
