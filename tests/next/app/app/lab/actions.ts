"use server";
import { forbidden, notFound, redirect } from "next/navigation";
import { action, getSession, getUser, loginRequired } from "@/lib/session";

/** Ways in which an action ends, each after it has changed the session. */
const ENDS: Readonly<Record<string, () => void | Promise<void>>> = {
  returns: () => {},
  redirects: () => redirect("/lab?redirected"),
  "finds nothing": () => notFound(),
  forbids: () => forbidden(),
  fails: () => {
    throw new Error("a bug of the site's");
  },
  guards: async () => void (await loginRequired("/lab")),
};

export const change = action(async ({ getSession }, form: FormData) => {
  const end = form.get("end") as string;
  const session = await getSession();
  session.set("changed", end);
  await ENDS[end]?.();
});

/** Helpers of the site's own ask for the session too, and find what the action has set. */
export const seen = action(async (visitor, form: FormData) => {
  const session = await visitor.getSession();
  session.set("cart", [form.get("end")]);
  const users = await Promise.all([visitor.getUser(), getUser(), getUser()]);
  const view = await getSession();
  session.get("cart").push(
    users.every((user) => user === users[0]),
    view.get("cart").length,
  );
});
