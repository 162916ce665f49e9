/** What Django asks of a request, of a `Request` object. */
import type { RequestFacts } from "../../auth/request-facts.ts";

/** The facts of a request, looked up when they are asked for. */
export class WebFacts implements RequestFacts {
  readonly #request: Request;

  constructor(request: Request) {
    this.#request = request;
  }

  get method(): string {
    return this.#request.method;
  }

  get encrypted(): boolean {
    return this.#url.protocol === "https:";
  }

  get serverName(): string {
    return this.#url.hostname;
  }

  get serverPort(): number {
    return Number(this.#url.port) || (this.encrypted ? 443 : 80);
  }

  header(name: string): string | null {
    return this.#request.headers.get(name);
  }

  get #url(): URL {
    return new URL(this.#request.url);
  }
}
