/** The head of a Node response before it is written. */
import type { OutgoingHttpHeader, ServerResponse } from "node:http";
import type { ResponseHeaders } from "../../lifecycle.ts";
import { CONTENT_HEADERS } from "../shared/content-headers.ts";

/** A Node response's headers, in the words of a `Headers` object. */
export class NodeHeaders implements ResponseHeaders {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get(name: string): string | null {
    const value = this.#response.getHeader(name);
    return value === undefined ? null : String(value);
  }

  set(name: string, value: string): void {
    this.#response.setHeader(name, value);
  }

  append(name: string, value: string): void {
    this.#response.appendHeader(name, value);
  }
}

/**
 * Takes the headers out of the arguments of `writeHead(status, reason?, headers?)` and sets them on the response,
 * so that those added later are merged with them. Returns the arguments that remain.
 */
export function applyHead(response: ServerResponse, args: unknown[]): unknown[] {
  const [status, second, third] = args;
  const hasReason = typeof second === "string";
  response.statusCode = Number(status);
  setHeaders(response, hasReason ? third : (second ?? third));
  return hasReason ? [status, second] : [status];
}

/** Both of Node's forms: an object, and a flat list in which a name may come twice. */
function setHeaders(response: ServerResponse, headers: unknown): void {
  if (!Array.isArray(headers)) {
    const pairs = Object.entries((headers ?? {}) as Record<string, OutgoingHttpHeader>);
    for (const [name, value] of pairs) response.setHeader(name, value);
    return;
  }
  const list = headers as string[];
  for (let index = 0; index < list.length; index += 2) response.removeHeader(`${list[index]}`);
  for (let index = 0; index < list.length; index += 2) {
    response.appendHeader(`${list[index]}`, list[index + 1] as string);
  }
}

/** Takes back what a handler said of an answer that will not be sent. */
export function dropHead(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.statusMessage = "";
  for (const name of CONTENT_HEADERS) {
    // To Node, removing what is not there means: no Transfer-Encoding, so it would have to close the connection.
    if (response.hasHeader(name)) response.removeHeader(name);
  }
}
