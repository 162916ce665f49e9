/** What Django asks of a request, of a Node request. */
import type { IncomingMessage } from "node:http";
import type { RequestFacts } from "../../auth/request-facts.ts";

/** The facts of a request, looked up when they are asked for. */
export class NodeFacts implements RequestFacts {
  readonly #request: IncomingMessage;

  constructor(request: IncomingMessage) {
    this.#request = request;
  }

  get method(): string {
    return this.#request.method ?? "GET";
  }

  get encrypted(): boolean {
    return (this.#request.socket as { encrypted?: boolean }).encrypted === true;
  }

  get serverName(): string {
    return this.#request.socket.localAddress ?? "";
  }

  get serverPort(): number {
    return this.#request.socket.localPort ?? 80;
  }

  header(name: string): string | null {
    const value = this.#request.headers[name];
    return value === undefined ? null : String(value);
  }
}
