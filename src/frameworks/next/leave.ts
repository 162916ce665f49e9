/** Ends a handler as Next.js ends it: by throwing. */
// What "next/navigation" is on the server. By that name with its ending, as Node and tsc want it, Turbopack takes the browser's.
import { forbidden, redirect } from "next/dist/client/components/navigation.react-server.js";
import type { PermissionDenied } from "../../errors.ts";
import { Answered, thrownStatus } from "./thrown.ts";
import type { Visit } from "./visits.ts";

/** Sends the visitor to another page. */
export function leaveFor(location: string, place: Visit["place"]): never {
  if (place === "page") redirect(location);
  throw new Answered(new Response(null, { status: 302, headers: { Location: location } }));
}

/** Shows forbidden.tsx, where the site has Next.js' experiment on. */
export function forbid(error: PermissionDenied): never {
  try {
    forbidden();
  } catch (thrown) {
    if (thrownStatus(thrown) < 500) throw thrown;
    throw error;
  }
}
