/** What can be a session key. Apart from new ones, which need a source of randomness. */

/** The key as Django takes it: at least 8 characters, else none. Django: `SessionBase._validate_session_key`. */
export function validSessionKey(key: string | null | undefined): string | null {
  if (typeof key !== "string") return null;
  // Characters are counted as Python counts them; only a short string can differ.
  const length = key.length < 16 ? Array.from(key).length : key.length;
  return length >= 8 ? key : null;
}
