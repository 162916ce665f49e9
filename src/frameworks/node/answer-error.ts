/** The answer to a request that failed where no framework is left to answer. */
import { STATUS_CODES } from "node:http";
import type { ServerResponse } from "node:http";
import { HttpError } from "../../errors.ts";

/** Answers with the error's own status and headers, and 500 for what is no answer; of the cause it says nothing. */
export function answerError(response: ServerResponse, error: unknown): void {
  const { status, headers } = error instanceof HttpError ? error : { status: 500, headers: {} };
  // In mid-answer there is no other way to say it.
  if (response.headersSent) return void response.destroy();
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const text = STATUS_CODES[status] ?? "";
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  // Node adds it by itself, but not where it was removed with what is not sent.
  response.setHeader("Content-Length", text.length);
  response.end(text);
}
