/** The head of a Node response before it is written. */
import type { OutgoingHttpHeader, ServerResponse } from "node:http";
import type { ResponseHeaders } from "../../lifecycle.ts";

/** A Node response's headers, in the words of a `Headers` object. */
export function nodeHeaders(response: ServerResponse): ResponseHeaders {
  return {
    get: (name) => {
      const value = response.getHeader(name);
      return value === undefined ? null : String(value);
    },
    set: (name, value) => void response.setHeader(name, value),
    append: (name, value) => void response.appendHeader(name, value),
  };
}

/**
 * Takes the headers out of the arguments of `writeHead(status, reason?, headers?)` and sets them on the response,
 * so that those added later are merged with them. Returns the arguments that remain.
 */
export function applyHead(response: ServerResponse, args: unknown[]): unknown[] {
  const [status, second, third] = args;
  const hasReason = typeof second === "string";
  const headers = hasReason ? third : (second ?? third);
  response.statusCode = Number(status);
  for (const [name, value] of headerPairs(headers)) response.setHeader(name, value);
  return hasReason ? [status, second] : [status];
}

/** Both of Node's forms: an object, and a flat list in which a name may come twice. */
function headerPairs(headers: unknown): Map<string, OutgoingHttpHeader> {
  if (!Array.isArray(headers)) {
    return new Map(Object.entries((headers ?? {}) as Record<string, OutgoingHttpHeader>));
  }
  const pairs = new Map<string, OutgoingHttpHeader>();
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = String(headers[index]).toLowerCase();
    const values = [pairs.get(name) ?? [], headers[index + 1] as OutgoingHttpHeader].flat();
    pairs.set(name, values.length === 1 ? (values[0] ?? "") : values.map(String));
  }
  return pairs;
}

const CONTENT_HEADERS = [
  "accept-ranges",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-length",
  "content-range",
  "content-type",
  "etag",
  "expires",
  "last-modified",
  "location",
  "transfer-encoding",
];

/** Removes the headers that describe a body which will not be sent. */
export function removeContentHeaders(response: ServerResponse): void {
  for (const name of CONTENT_HEADERS) response.removeHeader(name);
}
