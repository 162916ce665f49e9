/** The token in a form: written by a page, read from what the page sends. Django: `{% csrf_token %}`. */
import type { RequestFacts } from "../request-facts.ts";

const FIELD = "csrfmiddlewaretoken";
const FORM_TYPES = ["application/x-www-form-urlencoded", "multipart/form-data"];

/** The hidden field that a form has to have. */
export function csrfInput(token: string): string {
  return `<input type="hidden" name="${FIELD}" value="${token}">`;
}

/** Whether a request sends a form whose token counts: by POST, and as forms are encoded. Django: `request.POST`. */
export function sendsForm(request: RequestFacts): boolean {
  const type = request.header("content-type")?.replace(/;.*$/s, "").trim().toLowerCase() ?? "";
  return request.method.toUpperCase() === "POST" && FORM_TYPES.includes(type);
}

/** The token of a form that was parsed into an object by names; of several, the last. Null for a body that is no form. */
export function formToken(request: RequestFacts, body: unknown): string | null {
  if (!sendsForm(request) || typeof body !== "object" || body === null) return null;
  const value: unknown = Reflect.get(body, FIELD);
  return lastText(Array.isArray(value) ? value : [value]);
}

/** The token of a web request's form, read from a copy: whoever handles the request still finds its body. */
export async function webFormToken(facts: RequestFacts, request: Request): Promise<string | null> {
  if (!sendsForm(facts)) return null;
  const copy = request.clone();
  // What cannot be read as a form has no token.
  const form = await copy.formData().catch(() => null);
  return lastText(form?.getAll(FIELD) ?? []);
}

function lastText(values: readonly unknown[]): string | null {
  const last = values.at(-1);
  return typeof last === "string" ? last : null;
}
