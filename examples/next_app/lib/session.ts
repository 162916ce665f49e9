/** Django's sessions and users, for pages, actions, route handlers and the proxy file. */
import { Backend } from "async-django-session";
import { djangoSession } from "async-django-session/next";
import { database } from "./database";

export const backend = new Backend(database, {
  SECRET_KEY: process.env.SECRET_KEY ?? "django-insecure-only-for-the-examples",
  ALLOWED_HOSTS: ["localhost", "127.0.0.1"],
  LOGIN_URL: "/account/login",
});

export const {
  getSession,
  getUser,
  csrfToken,
  loginRequired,
  permissionRequired,
  action,
  route,
  proxy: withSession,
} = djangoSession(backend);
