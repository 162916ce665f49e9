import type { Metadata } from "next";
import { loginRequired } from "@/lib/session";
import { signOut } from "../actions";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const user = await loginRequired("/account");
  const permissions = [...(await user.getAllPermissions())].sort();
  return (
    <>
      <h1>Account</h1>
      <p>
        You are signed in as <strong id="username">{user.username}</strong>.
      </p>
      <dl>
        <dt>Staff</dt>
        <dd id="staff">{user.isStaff ? "yes" : "no"}</dd>
        <dt>Superuser</dt>
        <dd id="superuser">{user.isSuperuser ? "yes" : "no"}</dd>
      </dl>
      <h2>Permissions</h2>
      {permissions.length === 0 ? (
        <p>None.</p>
      ) : (
        <ul>
          {permissions.map((permission) => (
            <li key={permission}>{permission}</li>
          ))}
        </ul>
      )}
      <form action={signOut}>
        <button>Sign out</button>
      </form>
    </>
  );
}
