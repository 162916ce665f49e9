import { getUser } from "@/lib/session";

/** Who the visitor is. Every page has it, and every page asks for the user again: that is one query. */
export async function Who() {
  const user = await getUser();
  return (
    <p id="who">
      {user.isAuthenticated ? (
        <>
          Signed in as <strong>{user.username}</strong>
        </>
      ) : (
        <a href="/account/login">Sign in</a>
      )}
    </p>
  );
}
