// `kakehi serve` in a process of its own, with the origins of a gate behind it: what a gate needs that
// speaks to the proxy as a stranger. The process is gone when `close` is.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../../package-root.ts";
import { accepting, freePort } from "./ports.ts";

/** An origin and the prefix of the paths that go to it. */
export interface Backend {
  readonly id: string;
  readonly path: string;
  readonly port: number;
  readonly isHttp2: boolean;
}

export interface ServedProxy {
  readonly clearPort: number;
  readonly tlsPort: number;
  readonly commandSocket: string;
  readonly close: () => Promise<void>;
}

/** `flags` go to `kakehi serve`. Its one host name is localhost. */
export async function serveProxy(
  backends: readonly Backend[],
  flags: readonly string[],
): Promise<ServedProxy> {
  const folder = mkdtempSync(join(tmpdir(), "kakehi-sockets-"));
  const commandSocket = join(folder, "command.sock");
  const [clearPort, tlsPort] = [await freePort(), await freePort()];
  const path = join(folder, "config.toml");
  writeFileSync(path, configuration({ commandSocket, clearPort, tlsPort, backends }));
  const main = join(packageRoot, "dist", "conformance", "cli", "main.js");
  const child = spawn(process.execPath, [main, "serve", "-c", path, ...flags], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const left = once(child, "exit");
  const close = async (): Promise<void> => {
    child.kill("SIGTERM");
    await left;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await serving(child);
    // Workers open their listeners after the command socket is there.
    await Promise.all([accepting(clearPort), accepting(tlsPort)]);
  } catch (error) {
    await close();
    throw error;
  }
  return { clearPort, tlsPort, commandSocket, close };
}

interface Places {
  readonly commandSocket: string;
  readonly clearPort: number;
  readonly tlsPort: number;
  readonly backends: readonly Backend[];
}

function configuration({ commandSocket, clearPort, tlsPort, backends }: Places): string {
  const tls = join(packageRoot, "fixtures", "tls");
  return `command_socket = ${JSON.stringify(commandSocket)}
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
${backends.map((backend) => cluster(backend, [clearPort, tlsPort])).join("")}`;
}

function cluster({ id, path, port, isHttp2 }: Backend, fronts: readonly number[]): string {
  const frontends = fronts.map(
    (front) =>
      `  { address = "127.0.0.1:${front}", hostname = "localhost", path = ${JSON.stringify(path)} },\n`,
  );
  return `
[clusters.${id}]
protocol = "http"
http2 = ${isHttp2}
frontends = [
${frontends.join("")}]
backends = [{ address = "127.0.0.1:${port}" }]
`;
}

/** Its line on standard error says so; what it says before and after goes on. */
async function serving(child: ChildProcess): Promise<void> {
  if (child.stderr === null) throw new Error("its standard error is not ours");
  const lines = createInterface({ input: child.stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => {
      if (line.includes("serving on")) resolve();
      else process.stderr.write(`${line}\n`);
    });
    lines.on("close", () => {
      reject(new Error("kakehi serve ended before it served"));
    });
  });
}
