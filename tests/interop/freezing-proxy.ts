/** A way to a server that can stop to carry anything, as a network does: no connection ends, and no byte comes through. */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

export interface FreezingProxy {
  /** The address given, by way of the proxy. */
  readonly url: string;
  freeze(): void;
  thaw(): void;
  close(): void;
}

export async function openProxy(serverUrl: string): Promise<FreezingProxy> {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const carry = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on("data", (chunk) => to.write(chunk));
    from.on("error", () => to.destroy());
    from.on("close", () => sockets.delete(from) && to.destroy());
    if (isFrozen) from.pause();
  };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    carry(client, upstream);
    carry(upstream, client);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port: own } = server.address() as AddressInfo;
  return {
    url: Object.assign(new URL(serverUrl), { hostname: "127.0.0.1", port: String(own) }).href,
    freeze: () => {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      isFrozen = false;
      for (const socket of sockets) socket.resume();
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
