/** Session keys, by Django's rules. */
import { randomFillSync } from "node:crypto";

export { validSessionKey } from "./valid-key.ts";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 32;
const ATTEMPTS = 100;
/** The largest multiple of 36 that a byte can hold: bytes above would favour some letters. */
const FAIR = 252;

/** A new random session key: 32 characters of a–z and 0–9. Django: `SessionBase._get_new_session_key`. */
export function newSessionKey(): string {
  const bytes = new Uint8Array(LENGTH * 2);
  let key = "";
  while (key.length < LENGTH) {
    for (const byte of randomFillSync(bytes)) {
      if (byte < FAIR && key.length < LENGTH) key += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return key;
}

/** New random keys, as many as a store is asked for before it is given up. */
export function* newSessionKeys(): Generator<string> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) yield newSessionKey();
}
