"use client";
import { useActionState } from "react";
import { signIn } from "../../actions";

/** Works without JavaScript too: then the browser posts the form, and gets the page with what is wrong. */
export function SignInForm({ next }: { next: string }) {
  const [{ problem, username }, submit, isPending] = useActionState(signIn, {});
  return (
    <form action={submit}>
      {problem !== undefined && <p role="alert">{problem}</p>}
      <input type="hidden" name="next" value={next} />
      <label>
        Username
        <input name="username" autoComplete="username" defaultValue={username} required />
      </label>
      <label>
        Password
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button disabled={isPending}>Sign in</button>
    </form>
  );
}
