// What an installation from the packed tarball can do: everything a user needs and nothing from the
// checkout.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { packageRoot } from "../package-root.ts";

const folder = mkdtempSync(join(tmpdir(), "kakehi-package-"));
try {
  const packed = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: packageRoot,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const tarball = /"filename":\s*"([^"]+)"/.exec(packed)?.[1];
  if (tarball === undefined) throw new Error("npm pack named no tarball");
  writeFileSync(join(folder, "package.json"), '{ "name": "installed", "private": true }\n');
  execFileSync(
    "npm",
    ["install", "--ignore-scripts", "--no-audit", "--no-fund", join(folder, tarball)],
    {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  run(["run", "--family", "LEASE"]);
  run(["defects", "--only", "cap-off-by-one"]);
  run(["explain", "LEASE-CAP"]);
  await serveAnswers();
  process.stdout.write("the installed package runs\n");
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function command(): string {
  return join(folder, "node_modules", ".bin", "kakehi");
}

function run(args: readonly string[]): void {
  process.stdout.write(`kakehi ${args.join(" ")}\n`);
  execFileSync(command(), args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}

async function serveAnswers(): Promise<void> {
  const socket = join(folder, "command.sock");
  process.stdout.write("kakehi serve\n");
  const server = spawn(command(), ["serve", "--socket", socket, "--workers", "1"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    await answered(socket);
  } finally {
    server.kill("SIGTERM");
  }
}

/** Asks for the list of workers until somebody answers. */
async function answered(socket: string): Promise<void> {
  const listWorkers = Buffer.from("0a000000000000002200", "hex");
  for (let attempt = 0; attempt < 100; attempt++) {
    const bytes = await ask(socket, listWorkers);
    if (bytes > 0) return;
    await wait(100);
  }
  throw new Error("kakehi serve did not answer on its socket");
}

function ask(path: string, request: Buffer): Promise<number> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once("connect", () => socket.write(request));
    socket.once("data", (bytes) => {
      socket.destroy();
      resolve(bytes.length);
    });
    socket.once("error", () => {
      resolve(0);
    });
  });
}
