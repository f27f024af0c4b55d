// `kakehi serve` in a process of its own, with one origin behind it: what a gate needs that speaks to the
// proxy as a stranger. Both are gone when `close` is.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createOrigin } from "node:http";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { packageRoot } from "../../package-root.ts";

export interface ServedProxy {
  readonly clearPort: number;
  readonly tlsPort: number;
  readonly close: () => Promise<void>;
}

/** `flags` go to `kakehi serve`. */
export async function serveProxy(flags: readonly string[]): Promise<ServedProxy> {
  const folder = mkdtempSync(join(tmpdir(), "kakehi-sockets-"));
  const origin = createOrigin((request, response) => {
    request.resume().on("end", () => response.end("answer"));
  });
  const originPort = await listening(origin);
  const [clearPort, tlsPort] = [await freePort(), await freePort()];
  const path = join(folder, "config.toml");
  writeFileSync(path, configuration({ folder, clearPort, tlsPort, originPort }));
  const main = join(packageRoot, "dist", "conformance", "cli", "main.js");
  const child = spawn(process.execPath, [main, "serve", "-c", path, ...flags], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const left = once(child, "exit");
  const close = async (): Promise<void> => {
    child.kill("SIGTERM");
    await left;
    origin.closeAllConnections();
    origin.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await serving(child);
    await Promise.all([accepting(clearPort), accepting(tlsPort)]);
  } catch (error) {
    await close();
    throw error;
  }
  return { clearPort, tlsPort, close };
}

interface Places {
  readonly folder: string;
  readonly clearPort: number;
  readonly tlsPort: number;
  readonly originPort: number;
}

function configuration({ folder, clearPort, tlsPort, originPort }: Places): string {
  const tls = join(packageRoot, "fixtures", "tls");
  return `command_socket = ${JSON.stringify(join(folder, "command.sock"))}
worker_count = 1

[[listeners]]
protocol = "http"
address = "127.0.0.1:${clearPort}"

[[listeners]]
protocol = "https"
address = "127.0.0.1:${tlsPort}"
certificate = ${JSON.stringify(join(tls, "localhost.pem"))}
key = ${JSON.stringify(join(tls, "localhost.key"))}
alpn_protocols = ["h2", "http/1.1"]

[clusters.origin]
protocol = "http"
frontends = [
  { address = "127.0.0.1:${clearPort}", hostname = "localhost" },
  { address = "127.0.0.1:${tlsPort}", hostname = "localhost" },
]
backends = [{ address = "127.0.0.1:${originPort}" }]
`;
}

/** Its line on standard error says so; what it says before goes on. */
async function serving(child: ChildProcess): Promise<void> {
  if (child.stderr === null) throw new Error("its standard error is not ours");
  for await (const line of createInterface({ input: child.stderr })) {
    if (line.includes("serving on")) return;
    process.stderr.write(`${line}\n`);
  }
  throw new Error("kakehi serve ended before it served");
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it has no port");
  return address.port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await once(server, "close");
  return port;
}

const attempts = 100;
const pauseMillis = 100;

/** Workers open their listeners after the command socket is there. */
async function accepting(port: number): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const socket = createConnection({ host: "127.0.0.1", port });
    const isOpen = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await wait(pauseMillis);
  }
  throw new Error(`nobody listens on port ${port}`);
}
