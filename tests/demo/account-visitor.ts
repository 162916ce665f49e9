/** Somebody's browser, without JavaScript, at the account pages and at Django's admin. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { AccountSite, Person } from "./account-site.ts";

/** What an account page says of its visitor. */
export interface Known {
  readonly username: string;
  readonly staff: string;
  readonly superuser: string;
  readonly permissions: readonly string[];
}

export class AccountVisitor {
  readonly site: AccountSite;
  readonly page: Page;

  private constructor(site: AccountSite, page: Page) {
    this.site = site;
    this.page = page;
  }

  static async arrive(browser: Browser, site: AccountSite): Promise<AccountVisitor> {
    const context = await browser.newContext({ javaScriptEnabled: false });
    return new AccountVisitor(site, await context.newPage());
  }

  get context(): BrowserContext {
    return this.page.context();
  }

  leave(): Promise<void> {
    return this.context.close();
  }

  /** The session key that the browser has. */
  async sessionKey(): Promise<string | null> {
    const cookies = await this.context.cookies();
    return cookies.find(({ name }) => name === "sessionid")?.value ?? null;
  }

  /** Gives the browser a session key, as somebody does who wants to know it afterwards. */
  async plant(key: string): Promise<void> {
    await this.context.addCookies([{ name: "sessionid", value: key, url: this.site.django }]);
  }

  /** Fills the form in view by its labels, and sends it by its button. */
  async send(fields: Readonly<Record<string, string>>, button: string): Promise<void> {
    for (const [label, value] of Object.entries(fields)) {
      await this.page.getByLabel(new RegExp(`^${label}:?(?: \\(optional\\))?$`)).fill(value);
    }
    await this.page.getByRole("button", { name: button }).click();
  }

  credentials({ username, password }: Person): Record<string, string> {
    return { [this.site.model.nameLabel]: username, Password: password };
  }

  async signInHere(app: string, person: Person): Promise<void> {
    await this.page.goto(`${app}account/login`);
    await this.send(this.credentials(person), "Sign in");
  }

  async signOutHere(app: string): Promise<void> {
    await this.page.goto(`${app}account`);
    await this.page.getByRole("button", { name: "Sign out" }).click();
  }

  async signInAtAdmin(person: Person): Promise<void> {
    await this.page.goto(`${this.site.django}admin/login/?next=/admin/`);
    await this.send(this.credentials(person), "Log in");
  }

  /** Whether the admin lets the visitor in; if not, it asks to sign in. */
  async isInAdmin(): Promise<boolean> {
    await this.page.goto(`${this.site.django}admin/`);
    const title = await this.page.title();
    if (title.startsWith("Site administration")) return true;
    if (title.startsWith("Log in")) return false;
    throw new Error(`The admin answers with a page "${title}".`);
  }

  /** Whom an app takes the visitor for; null for nobody. */
  async who(app: string): Promise<Known | null> {
    await this.page.goto(`${app}account`);
    const text = async (selector: string): Promise<string> =>
      (await this.page.locator(selector).textContent()) ?? "";
    if ((await this.page.getByText("You are not signed in.").count()) > 0) return null;
    return {
      username: await text("#username"),
      staff: await text("#staff"),
      superuser: await text("#superuser"),
      permissions: await this.page.locator(".permissions li").allTextContents(),
    };
  }

  /** The username that each app, in their order, takes the visitor for. */
  async names(): Promise<(string | null)[]> {
    const names: (string | null)[] = [];
    for (const app of this.site.apps) names.push((await this.who(app))?.username ?? null);
    return names;
  }

  /** What the form in view says that is wrong. */
  problems(): Promise<string[]> {
    return this.page.getByRole("alert").getByRole("listitem").allTextContents();
  }
}
