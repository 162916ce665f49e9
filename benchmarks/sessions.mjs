/** The visitors of the benchmarks: signed-in users with a cart, each with a session and the cookies that a browser sends. */
import { createHash, createHmac } from "node:crypto";

export const SECRET_KEY = "django-insecure-only-for-the-benchmarks";

/** How many sessions are in the tables. */
export const SESSIONS = 20_000;

const digest = (text) => createHash("sha256").update(text).digest("hex");

/** The session key of a visitor. */
export function keyOf(visitor) {
  return digest(`session ${visitor}`).slice(0, 32);
}

/** A visitor's stored password. Nobody knows the password itself. */
export function passwordOf(visitor) {
  return `pbkdf2_sha256$1000000$${digest(`salt ${visitor}`).slice(0, 22)}$${digest(`password ${visitor}`)}`;
}

const hashKey = createHash("sha256")
  .update("django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash")
  .update(SECRET_KEY)
  .digest();

/** What a session holds beside the user's key: Django's `get_session_auth_hash()`. */
function authHashOf(visitor) {
  return createHmac("sha256", hashKey).update(passwordOf(visitor)).digest("hex");
}

/** What Django's sign-in and a small shop leave in a session: about 300 bytes with 1 item in the cart, 2 KB with 20. */
export function dataOf(visitor, items = 1) {
  return {
    _auth_user_id: String(visitor),
    _auth_user_backend: "django.contrib.auth.backends.ModelBackend",
    _auth_user_hash: authHashOf(visitor),
    visits: 1,
    cart: Array.from({ length: items }, (_, index) => itemOf(visitor + index)),
  };
}

function itemOf(number) {
  const price = `${number % 90}.95`;
  return { sku: digest(`item ${number}`).slice(0, 12), title: `Item ${number}`, count: 1, price };
}

/** Who signs in while others are measured. */
export const SIGN_IN = { username: "ann", password: "a long secret" };

/** The Cookie header of a visitor of Django; another cookie comes first, as it mostly does. */
export function djangoCookie(visitor) {
  return `csrftoken=${digest(`csrf ${visitor}`).slice(0, 32)}; sessionid=${keyOf(visitor)}`;
}

/** The Cookie header of a visitor of express-session: the key, signed. */
export function expressCookie(visitor) {
  const key = keyOf(visitor);
  const signature = createHmac("sha256", SECRET_KEY)
    .update(key)
    .digest("base64")
    .replace(/=+$/, "");
  const value = encodeURIComponent(`s:${key}.${signature}`);
  return `csrftoken=${digest(`csrf ${visitor}`).slice(0, 32)}; connect.sid=${value}`;
}
