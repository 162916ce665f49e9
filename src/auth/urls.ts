/** URLs as Python takes them apart, which is not as browsers do. Python: `urllib.parse`; Django: `django.utils.encoding`. */

/** The parts of a URL, just as they stand in it; those that are missing are "". */
export interface SplitUrl {
  readonly scheme: string;
  readonly netloc: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

// oxlint-disable-next-line no-control-regex -- control characters are what is stripped
const LEADING_CONTROLS = /^[\x00-\x20]+/;
const URL_PARTS =
  /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/su;

/** Takes a URL apart; null where Python raises ValueError: brackets that hold no IPv6 address. Python: `urlsplit`. */
export function urlSplit(url: string): SplitUrl | null {
  const kept = url.replace(LEADING_CONTROLS, "").replace(/[\t\r\n]/g, "");
  const [, scheme = "", netloc = "", path = "", query = "", fragment = ""] =
    URL_PARTS.exec(kept) ?? [];
  const hasBadBrackets = /[[\]]/.test(netloc) && !URL.canParse(`http://${bracketed(netloc)}`);
  return hasBadBrackets ? null : { scheme: scheme.toLowerCase(), netloc, path, query, fragment };
}

function bracketed(netloc: string): string {
  return /\[[^\]]*\]/.exec(netloc)?.[0] ?? "[";
}

/** Puts a URL together again. Python: `urlunsplit`. */
export function urlUnsplit({ scheme, netloc, path, query, fragment }: SplitUrl): string {
  const root = netloc !== "" && path !== "" && !path.startsWith("/") ? "/" : "";
  const authority = netloc === "" ? "" : `//${netloc}${root}`;
  return [
    scheme && `${scheme}:`,
    authority,
    path,
    query && `?${query}`,
    fragment && `#${fragment}`,
  ].join("");
}

const UNSAFE: Readonly<Record<"value" | "path" | "uri", RegExp>> = {
  /** All but the unreserved and `/`. */
  value: /[^\w.~/-]/gu,
  /** Django: `escape_uri_path`. */
  path: /[^\w.~/:@&+$,!*'()-]/gu,
  /** Django: `iri_to_uri`. */
  uri: /[^\w.~/#%[\]=:;$&()+,!?*@'-]/gu,
};

/** Percent-encodes what has no place in a part of a URL. Python: `quote`. */
export function quote(text: string, part: keyof typeof UNSAFE): string {
  return text.replace(UNSAFE[part], (letter) => {
    const bytes = Array.from(new TextEncoder().encode(letter));
    return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
  });
}
