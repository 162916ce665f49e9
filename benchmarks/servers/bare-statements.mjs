/** The limit: the statements that a session costs, by the same pool, and nothing else. No session is faster. */
import { SESSIONS, keyOf } from "../sessions.mjs";
import { pool } from "./pool.mjs";

const COOKIE = "sessionid=";
const KEY_LENGTH = 32;
const AGE_MS = 14 * 24 * 3600 * 1000;

/** The session key in a Cookie header, in the cheapest way. */
export function keyIn(cookies) {
  const start = cookies.indexOf(COOKIE) + COOKIE.length;
  return cookies.slice(start, start + KEY_LENGTH);
}

/** The stored text of a session. */
export async function select(key) {
  const { rows } = await pool.query({
    name: "select",
    text: "SELECT session_data FROM django_session WHERE expire_date > $1 AND session_key = $2",
    values: [new Date().toISOString(), key],
  });
  return rows[0].session_data;
}

/** Whose each session is: the limit does not read it from the text. */
const users = new Map(Array.from({ length: SESSIONS }, (_, visitor) => [keyOf(visitor), visitor]));

const FIELDS =
  "id, password, last_login, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined";

/** The user of a session. */
export async function selectUser(key) {
  const { rows } = await pool.query({
    name: "user",
    text: `SELECT ${FIELDS} FROM auth_user WHERE id = $1`,
    values: [users.get(key)],
  });
  return rows[0];
}

/** Replaces the stored text of a session, and its expiry. */
export async function update(key, text) {
  await pool.query({
    name: "update",
    text: "UPDATE django_session SET session_data = $1, expire_date = $2 WHERE session_key = $3",
    values: [text, new Date(Date.now() + AGE_MS).toISOString(), key],
  });
}
