/** Session keys, by Django's rules. */
import { randomFillSync } from "node:crypto";

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

/** The key as Django takes it: at least 8 characters, else none. Django: `SessionBase._validate_session_key`. */
export function validSessionKey(key: string | null | undefined): string | null {
  if (typeof key !== "string") return null;
  // Characters are counted as Python counts them; only a short string can differ.
  const length = key.length < 16 ? Array.from(key).length : key.length;
  return length >= 8 ? key : null;
}
