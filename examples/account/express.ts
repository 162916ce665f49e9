/** The account pages in Express: `app.use("/account", accountPages(backend))`. */
import type { Backend, DescribedUserModel } from "async-django-session";
import { csrfProtect, loginRequired } from "async-django-session/express";
import { Router, urlencoded } from "express";
import type { Response } from "express";
import { Account } from "./account.ts";
import type { Answer } from "./account.ts";

export function accountPages(backend: Backend, userModel?: DescribedUserModel): Router {
  const account = new Account("Express", backend, userModel);
  const pages = Router();
  pages.use(urlencoded({ extended: false }), csrfProtect);
  pages.get("/", async (req, res) => send(res, await account.home(req)));
  pages.get("/login", async (req, res) => send(res, await account.loginForm(req, req.query)));
  pages.post("/login", async (req, res) => send(res, await account.login(req, req.body ?? {})));
  pages.get("/register", async (req, res) => send(res, await account.registerForm(req)));
  pages.post("/register", async (req, res) =>
    send(res, await account.register(req, req.body ?? {})),
  );
  pages.use("/password", loginRequired);
  pages.get("/password", async (req, res) => send(res, await account.passwordForm(req)));
  pages.post("/password", async (req, res) =>
    send(res, await account.changePassword(req, req.body ?? {})),
  );
  pages.post("/logout", async (req, res) => send(res, await account.logout(req)));
  return pages;
}

function send(res: Response, answer: Answer): void {
  res.set("Cache-Control", "no-store");
  if ("location" in answer) res.redirect(303, answer.location);
  else res.type("html").send(answer.html);
}
