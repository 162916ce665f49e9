/** Saves the session of a handler that has answered. */
import type { RequestCycle } from "../../lifecycle.ts";
import { ResponseHead } from "../shared/response-head.ts";
import { thrownResponse, thrownStatus } from "./thrown.ts";

/** The response as it is sent: with the session's cookie, or with what is wrong when the session could not be saved. */
export async function closeWith(cycle: RequestCycle, response: Response): Promise<Response> {
  const head = new ResponseHead(response);
  try {
    await cycle.close(response.status, head);
    return head.response;
  } catch (error) {
    // Whoever reads the body closes its file, and nobody will.
    void head.response.body?.cancel().catch(() => {});
    return thrownResponse(error);
  }
}

/** Runs a server action and has its session saved, also where it ends by `redirect()`; `setCookies` gets the Set-Cookie headers. */
export async function closeAfter<Result>(
  cycle: RequestCycle,
  run: () => Promise<Result>,
  setCookies: (head: Headers) => void,
): Promise<Result> {
  let status = 200;
  try {
    return await run();
  } catch (error) {
    status = thrownStatus(error);
    throw error;
  } finally {
    const head = new Headers();
    await cycle.close(status, head);
    setCookies(head);
  }
}
