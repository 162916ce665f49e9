/** What Django asks of a request, where Next.js shows of it no more than its headers and its cookies. */
import type { RequestFacts } from "../../auth/request-facts.ts";

/** What is asked of `await headers()`. */
export interface SentHeaders {
  get(name: string): string | null;
}

/** What is asked of `await cookies()`. */
export interface SentCookies {
  getAll(): { readonly name: string; readonly value: string }[];
}

/** The facts of a request for a page, or of one that calls a server action. */
export class PageFacts implements RequestFacts {
  readonly #headers: SentHeaders;
  readonly #cookies: SentCookies;
  readonly method: string;

  constructor(headers: SentHeaders, cookies: SentCookies, method: "GET" | "POST") {
    this.#headers = headers;
    this.#cookies = cookies;
    this.method = method;
  }

  /** Next.js notes how it was reached where no proxy has. */
  get encrypted(): boolean {
    return this.#headers.get("x-forwarded-proto") === "https";
  }

  get serverName(): string {
    return "localhost";
  }

  get serverPort(): number {
    return this.encrypted ? 443 : 80;
  }

  /** The cookies are those that the proxy file has left, which the header does not know. */
  header(name: string): string | null {
    if (name !== "cookie") return this.#headers.get(name);
    const pairs = this.#cookies.getAll().map(({ name, value }) => `${name}=${value}`);
    return pairs.length === 0 ? null : pairs.join("; ");
  }
}
