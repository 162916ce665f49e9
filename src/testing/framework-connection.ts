/** A TCP connection to a server, for what `fetch` does not do: to pipeline, to be slow, to leave. */
import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Speaks HTTP by hand. */
export class RawConnection {
  /** What came so far, as one character per byte. */
  received = "";
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket.setNoDelay().setEncoding("latin1");
    socket.on("data", (text: string) => (this.received += text));
    socket.on("error", () => {});
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    return new RawConnection(socket);
  }

  /** Sends GET requests at once, with this session key in the cookie unless null, and more header lines. */
  get(paths: string | readonly string[], key: string | null = null, headers = ""): void {
    const cookie = key === null ? headers : `Cookie: sessionid=${key}\r\n${headers}`;
    const requests = [paths]
      .flat()
      .map((path) => `GET ${path} HTTP/1.1\r\nHost: kit\r\n${cookie}\r\n`);
    this.#socket.write(requests.join(""));
  }

  /** The statuses of the responses that began so far. */
  get statuses(): string[] {
    return Array.from(this.received.matchAll(/HTTP\/1\.1 (\d{3})/g), ([, status]) => `${status}`);
  }

  /** How many bodies of this text came so far, in one chunk or none. */
  bodies(text: string): number {
    const body = new RegExp(`\\r\\n\\r\\n(?:[0-9a-f]+\\r\\n)?${text}`, "g");
    return this.received.match(body)?.length ?? 0;
  }

  /** Waits until something holds, or fails when the server hangs up before. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#socket.closed) throw new Error("the server closed the connection");
      await sleep(2);
    }
  }

  /** Waits for the next bytes. */
  async nextBytes(): Promise<void> {
    await once(this.#socket, "data");
  }

  /** Waits until the server hangs up. */
  async untilClosed(): Promise<void> {
    if (!this.#socket.closed) await once(this.#socket, "close");
  }

  /** Reads no more until `resume()`. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Leaves without a word. */
  close(): void {
    this.#socket.destroy();
  }
}
