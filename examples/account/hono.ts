/** The account pages in Hono: `app.route("/account", accountPages(backend))`. */
import type { Backend, DescribedUserModel } from "async-django-session";
import { csrfProtect, loginRequired } from "async-django-session/hono";
import { Hono } from "hono";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { Account } from "./account.ts";
import type { Answer } from "./account.ts";

export function accountPages(backend: Backend, userModel?: DescribedUserModel): Hono {
  const account = new Account("Hono", backend, userModel);
  const pages = new Hono();
  pages.use(bodyLimit({ maxSize: 100_000 }), csrfProtect);
  pages.get("/", async (c) => send(c, await account.home(c.var)));
  pages.get("/login", async (c) => send(c, await account.loginForm(c.var, c.req.query())));
  pages.post("/login", async (c) => send(c, await account.login(c.var, await c.req.parseBody())));
  pages.get("/register", async (c) => send(c, await account.registerForm(c.var)));
  pages.post("/register", async (c) =>
    send(c, await account.register(c.var, await c.req.parseBody())),
  );
  pages.use("/password", loginRequired);
  pages.get("/password", async (c) => send(c, await account.passwordForm(c.var)));
  pages.post("/password", async (c) =>
    send(c, await account.changePassword(c.var, await c.req.parseBody())),
  );
  pages.post("/logout", async (c) => send(c, await account.logout(c.var)));
  return pages;
}

function send(c: Context, answer: Answer): Response {
  c.header("Cache-Control", "no-store");
  return "location" in answer ? c.redirect(answer.location, 303) : c.html(answer.html);
}
