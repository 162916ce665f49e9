"use server";
import { urlHasAllowedHostAndScheme } from "async-django-session";
import { redirect } from "next/navigation";
import { action, backend } from "@/lib/session";

/** Raises this app's counter, safe against other requests that do. */
export const visit = action(async ({ getSession }) => {
  const session = await getSession<{ next: number }>();
  await session.update(() => session.set("next", session.get("next", 0) + 1));
});

export interface SignInState {
  readonly problem?: string;
  readonly username?: string;
}

export const signIn = action(
  async ({ getSession }, _before: SignInState, form: FormData): Promise<SignInState> => {
    const [username, password, next] = texts(form, "username", "password", "next");
    const user = await backend.authenticate({ username, password });
    if (user === null) {
      const problem =
        "Please enter a correct username and password. Note that both fields may be case-sensitive.";
      return { problem, username };
    }
    await backend.login(await getSession(), user);
    redirect(urlHasAllowedHostAndScheme(next, []) ? next : "/account");
  },
);

export const signOut = action(async ({ getSession }) => {
  await backend.logout(await getSession());
  redirect("/account/login");
});

function texts(form: FormData, ...names: string[]): string[] {
  return names.map((name) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  });
}
