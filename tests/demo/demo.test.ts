/** The demo in a real browser, on each database: click every app, see every counter, end it. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import mysql from "mysql2/promise";
import { Client } from "pg";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDemo, survivors } from "./demo-process.ts";
import type { Demo } from "./demo-process.ts";

const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const SHOTS = ".cache/screenshots";

const table = JSON.parse(readFileSync("examples/demo/apps.json", "utf8"));
const titles: string[] = table.map(({ title }: { title: string }) => title);

let browser: Browser;
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  const { CHROMIUM = "chromium" } = process.env;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
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
  }, 180_000);

  test("every app raises its counter, and all the others see it", async () => {
    for (const [index, title] of [...titles, ...titles].entries()) {
      await page.getByRole("button", { name: `Visit ${title}` }).click();
      const visits = index < titles.length ? "1" : "2";
      await expect.poll(() => counterOf(page, title)).toBe(visits);
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
    await screenshots(page, database);
    await admin.getByRole("button", { name: "Log out" }).click();
    await expect.poll(() => page.locator("#session").textContent()).toBe("{}");
    for (const title of titles) expect(await counterOf(page, title)).toBe("0");
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

function counterOf(page: Page, title: string): Promise<string | null> {
  return page.getByLabel(`Visits of ${title}`).textContent();
}

/** For people to look at: wide and light, narrow and dark. */
async function screenshots(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${SHOTS}/${name}-wide.png`, fullPage: true });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${SHOTS}/${name}-phone.png`, fullPage: true });
}
