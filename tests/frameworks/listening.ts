/** A Node server for the kit, on a free port. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { KitServer } from "../../src/testing/framework-stage.ts";

/** The server behind `start`, which is given what to call when it listens. */
export async function listening(start: (ready: () => void) => Server): Promise<KitServer> {
  const server = await new Promise<Server>((resolve) => {
    const starting = start(() => resolve(starting));
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
