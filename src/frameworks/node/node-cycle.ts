/** The request cycle of every framework that is built on Node's `(request, response)`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Backend } from "../../backend.ts";
import { RequestCycle } from "../../lifecycle.ts";
import { NodeFacts } from "./facts.ts";
import { NodeHeaders } from "./head.ts";
import { holdHead } from "./hold-head.ts";

/**
 * The cycle of a request, whose response waits for the session to be saved; `fail` answers when it could not be.
 * As long as nobody asks for the session, the response is not touched.
 */
export function nodeCycle(
  backend: Backend,
  request: IncomingMessage,
  response: ServerResponse,
  fail: (error: unknown) => void,
): RequestCycle {
  const hold = (): void => {
    // Too late to save anything; what is there can still be read.
    if (response.headersSent) cycle.seal();
    else
      holdHead(response, () => cycle.close(response.statusCode, new NodeHeaders(response)), fail);
  };
  const cycle = new RequestCycle(backend, new NodeFacts(request), hold);
  if (cycle.isDue) cycle.open();
  return cycle;
}
