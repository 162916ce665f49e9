import { csrfToken } from "@/lib/session";

/** A form that Django takes. */
export default async function FormPage() {
  return <input type="hidden" name="csrfmiddlewaretoken" value={await csrfToken()} />;
}
