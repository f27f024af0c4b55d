// h2spec, strict, against `kakehi serve`: in the clear, where the port speaks HTTP/2 alone, and over TLS.
// It is a program in Go; without it and without Go nothing is tested, and that is said: `not run` with
// exit code 4, never a pass.

import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { listening } from "./sockets/ports.ts";
import { serveProxy } from "./sockets/served-proxy.ts";

const notRun = 4;
const module = "github.com/summerwind/h2spec/cmd/h2spec@v2.2.1+incompatible";

const tool = h2spec();
if (tool === undefined) {
  process.stdout.write("not run: no h2spec on PATH, and no Go here to install it with\n");
  process.exitCode = notRun;
} else {
  const origin = createServer((request, response) => {
    request.resume().on("end", () => response.end("answer"));
  });
  const backend = { id: "origin", path: "/", port: await listening(origin), isHttp2: false };
  const proxy = await serveProxy([backend], ["--http2-only"]);
  try {
    const clear = await isPassed(tool, "cleartext", ["-p", String(proxy.clearPort)]);
    const tls = await isPassed(tool, "TLS", ["-p", String(proxy.tlsPort), "-t", "-k"]);
    process.exitCode = clear && tls ? 0 : 1;
  } finally {
    await proxy.close();
    origin.closeAllConnections();
    origin.close();
  }
}

/** Of PATH, else installed. */
function h2spec(): string | undefined {
  if (isRunnable("h2spec", ["--version"])) return "h2spec";
  if (!isRunnable("go", ["version"])) return undefined;
  const folder = goFolder();
  const path = join(folder, "h2spec");
  if (isRunnable(path, ["--version"])) return path;
  process.stdout.write(`go install ${module}\n`);
  spawnSync("go", ["install", module], { stdio: ["ignore", "inherit", "inherit"] });
  return isRunnable(path, ["--version"]) ? path : undefined;
}

function isRunnable(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

/** Where Go puts programs. */
function goFolder(): string {
  const { stdout } = spawnSync("go", ["env", "GOBIN", "GOPATH"], { encoding: "utf8" });
  const [bin = "", path = ""] = stdout.split("\n");
  return bin === "" ? join(path, "bin") : bin;
}

/** Prints its closing line, and all it says where that is not a pass. The origin is in this process. */
async function isPassed(command: string, name: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(command, ["-h", "localhost", "--strict", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = await text(child.stdout);
  const closing = /(\d+) tests, (\d+) passed, \d+ skipped, \d+ failed/.exec(said);
  const [line = "it came to no end", tests, passed] = closing ?? [];
  const isWhole = tests !== undefined && tests === passed;
  if (!isWhole) process.stdout.write(said);
  process.stdout.write(`${name}: ${line}\n`);
  return isWhole;
}
