/** The head of a `Response`, to be read and set. */
import type { ResponseHeaders } from "../../lifecycle.ts";

/** The headers of a response, which is made anew where its own are read-only. */
export class ResponseHead implements ResponseHeaders {
  /** The response with the headers that were set. */
  response: Response;

  constructor(response: Response) {
    this.response = response;
  }

  get(name: string): string | null {
    return this.response.headers.get(name);
  }

  set(name: string, value: string): void {
    this.#write("set", name, value);
  }

  append(name: string, value: string): void {
    this.#write("append", name, value);
  }

  #write(method: "set" | "append", name: string, value: string): void {
    try {
      this.response.headers[method](name, value);
    } catch {
      // As those of `fetch()` and `Response.redirect()` are.
      this.response = new Response(this.response.body, this.response);
      this.response.headers[method](name, value);
    }
  }
}
