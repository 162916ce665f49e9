/** Pages with forms for the cases of the framework kit, and a browser that posts them. */
import type { KitHandler, KitHandlers, Stage } from "./framework-stage.ts";

const form: KitHandler = async ({ csrfToken }) => ({ body: await csrfToken() });
const echo: KitHandler = async (request) => ({ body: JSON.stringify(await request.sent()) });
const untouched: KitHandler = async () => ({ body: "ok" });
/** A page that gives a token, and protected ones. */
export const PAGES: KitHandlers = {
  "/form": form,
  "/post": { guards: ["csrfProtect"], handler: echo },
  "/page": { guards: ["csrfProtect"], handler: untouched },
};

/** A token in form that is nobody's. */
export const WRONG: string = "w".repeat(64);

/** What a browser has after a page with a form: the token in it, and the cookie to send back. */
export interface Visitor {
  readonly token: string;
  readonly cookie: string;
}

export async function visit(stage: Stage, cookie = ""): Promise<Visitor> {
  const response = await stage.get("/form", null, { headers: { Cookie: cookie } });
  return { token: await response.text(), cookie: cookiesOf(response) };
}

/** The cookies that a response sets, as they are sent back. */
export function cookiesOf(response: Response): string {
  const pairs = response.headers.getSetCookie().map((text) => text.replace(/;.*$/, ""));
  return pairs.join("; ");
}

/** Posts a form, with a token unless null. */
export function postForm(
  stage: Stage,
  cookie: string,
  token: string | null,
  fields: Record<string, string> = {},
  path = "/post",
): Promise<Response> {
  const body = new URLSearchParams({
    ...fields,
    ...(token !== null && { csrfmiddlewaretoken: token }),
  });
  return stage.get(path, null, { method: "POST", body, headers: { Cookie: cookie } });
}
