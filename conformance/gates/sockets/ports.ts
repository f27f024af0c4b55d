// Ports of this machine: one that is free, one that a server was given, and one that somebody else is
// about to listen on.

import { once } from "node:events";
import { createConnection, createServer, type Server } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** Listens on loopback, on a port that the system chooses. */
export async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it has no port");
  return address.port;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await once(server, "close");
  return port;
}

const attempts = 100;
const pauseMillis = 100;

/**
 * Resolves once somebody accepts there and has closed the connection that showed it: what a proxy holds
 * for a client that says nothing is not counted among what comes next.
 */
export async function accepting(port: number): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const socket = createConnection({ host: "127.0.0.1", port });
    const isOpen = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    if (isOpen) {
      const closed = once(socket, "close");
      socket.resume().end();
      // A reset ends it, too.
      await closed.catch(() => undefined);
      return;
    }
    await wait(pauseMillis);
  }
  throw new Error(`nobody listens on port ${port}`);
}
