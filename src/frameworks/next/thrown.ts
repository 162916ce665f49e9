/** What a handler of Next.js says by throwing: that it redirects, finds nothing, or refuses. */
import { HttpError } from "../../errors.ts";

/** Ends a route handler with this response. */
export class Answered extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super("The request is answered.");
    this.response = response;
  }
}

/** How Next.js marks what `redirect()` throws: where to, and by which status. */
const REDIRECT = /^NEXT_REDIRECT;\w+;(.*);(\d{3});$/s;
/** How it marks what `notFound()`, `forbidden()` and `unauthorized()` throw. */
const FALLBACK = /^NEXT_HTTP_ERROR_FALLBACK;(\d{3})$/;

/** What a handler answers, be it by throwing. @throws errors that are no answer. */
export async function answerOf(handle: () => Response | Promise<Response>): Promise<Response> {
  try {
    return await handle();
  } catch (error) {
    return thrownResponse(error);
  }
}

/** The response that an error stands for. @throws the error, where it stands for none. */
export function thrownResponse(error: unknown): Response {
  if (error instanceof Answered) return error.response;
  if (error instanceof HttpError) return error.getResponse();
  const digest = digestOf(error);
  const [, fallback] = FALLBACK.exec(digest) ?? [];
  if (fallback !== undefined) return new Response(null, { status: Number(fallback) });
  const [, location, status] = REDIRECT.exec(digest) ?? [];
  if (location === undefined) throw error;
  return new Response(null, { status: Number(status), headers: { Location: location } });
}

/** The status of the answer that Next.js will make of this, as far as it decides whether a session is saved. */
export function thrownStatus(error: unknown): number {
  if (error instanceof HttpError) return error.status;
  return digestOf(error).startsWith("NEXT_") ? 200 : 500;
}

function digestOf(error: unknown): string {
  const hasDigest = typeof error === "object" && error !== null && "digest" in error;
  return hasDigest ? String(error.digest) : "";
}
