/** The session of a Node request, for every framework that is built on `(request, response)`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Backend } from "../../backend.ts";
import { RequestCycle } from "../../lifecycle.ts";
import { NodeHeaders } from "./head.ts";
import { holdHead } from "./hold-head.ts";

/**
 * The `getSession()` of a request, whose response waits for the session to be saved; `fail` answers when it could not be.
 * Null when the request has one already. Where nobody asks for the session, the response is not touched.
 */
export function requestSession(
  backend: Backend,
  request: IncomingMessage,
  response: ServerResponse,
  fail: (error: unknown) => void,
): RequestCycle["getSession"] | null {
  const cycle = RequestCycle.open(backend, request, request.headers.cookie);
  if (cycle === null) return null;
  let isHeld = false;
  const hold = (): void => {
    if (isHeld) return;
    isHeld = true;
    // Too late to save anything; what is there can still be read.
    if (response.headersSent) cycle.seal();
    else
      holdHead(response, () => cycle.close(response.statusCode, new NodeHeaders(response)), fail);
  };
  if (cycle.isDue) hold();
  return () => {
    hold();
    return cycle.getSession();
  };
}
