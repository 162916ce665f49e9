/** Closes the request cycle of a Fastify reply, while Fastify itself waits. */
import type { FastifyReply } from "fastify";
import type { RequestCycle, ResponseHeaders } from "../../lifecycle.ts";
import { CONTENT_HEADERS } from "../shared/content-headers.ts";

/** Saves the session, and writes its cookie among the reply's headers; takes the payload back when that fails. */
export async function closeReply(
  cycle: RequestCycle,
  reply: FastifyReply,
  payload: unknown,
): Promise<void> {
  try {
    await cycle.close(reply.statusCode, new ReplyHeaders(reply));
  } catch (error) {
    for (const name of CONTENT_HEADERS) reply.removeHeader(name);
    // Whoever reads the stream closes its file, and nobody will.
    (payload as { destroy?(): void } | null)?.destroy?.();
    throw error;
  }
}

class ReplyHeaders implements ResponseHeaders {
  readonly #reply: FastifyReply;

  constructor(reply: FastifyReply) {
    this.#reply = reply;
  }

  get(name: string): string | null {
    const value = this.#reply.getHeader(name);
    return value === undefined ? null : String(value);
  }

  set(name: string, value: string): void {
    this.#reply.header(name, value);
  }

  /** Fastify adds to Set-Cookie, the only header that comes more than once. */
  append(name: string, value: string): void {
    this.#reply.header(name, value);
  }
}
