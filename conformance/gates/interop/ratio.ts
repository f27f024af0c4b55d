// How fast `kakehi serve` is beside nghttpx and haproxy, each with one worker before the same origin, in
// one run on this machine: the ratio is the figure, a rate alone says more about the machine. Nothing is
// asserted: the reference is there to be right.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accepting, freePort, listening } from "../sockets/ports.ts";
import { serveProxy } from "../sockets/served-proxy.ts";
import { isThere, output, packages, type ToolName } from "./tools.ts";

const requests = 10_000;
const connections = 8;
const streams = 16;

/** Somebody who listens at a port of loopback until it is closed. */
interface Listener {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const workloads = [
  { name: `h2c, ${connections} connections of ${streams} streams`, flags: ["-m", String(streams)] },
  { name: `HTTP/1.1, ${connections} connections`, flags: ["--h1"] },
] as const;

export async function printRatios(say: (line: string) => void): Promise<void> {
  if (!isThere("h2load")) {
    say(`ratio: not run, h2load is not on PATH (Debian: ${packages.h2load})`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "kakehi-ratio-"));
  const origin = await startOrigin(folder);
  try {
    const reference = await ratesOf(await kakehi(origin.port));
    say(`kakehi serve: ${shown(reference)}`);
    for (const tool of ["nghttpx", "haproxy"] as const) {
      if (!isThere(tool)) {
        say(`${tool}: not run, it is not on PATH (Debian: ${packages[tool]})`);
        continue;
      }
      const rates = await ratesOf(
        await (tool === "nghttpx" ? nghttpx : haproxy)(origin.port, folder),
      );
      const ratios = rates.map((rate, index) => ((reference[index] ?? 0) / rate).toFixed(3));
      say(`${tool}: ${shown(rates)}; kakehi serve has ${ratios.join(" and ")} of that`);
    }
  } finally {
    await origin.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function shown(rates: readonly number[]): string {
  return rates
    .map(
      (rate, index) =>
        `${Math.round(rate).toLocaleString("en")}/s (${workloads[index]?.name ?? ""})`,
    )
    .join(", ");
}

/** Requests per second of each workload; NaN where not all of them were answered. */
async function ratesOf(proxy: Listener): Promise<readonly number[]> {
  const rates: number[] = [];
  try {
    for (const { flags } of workloads) {
      const said = await output("h2load", [
        ...["-n", String(requests), "-c", String(connections), ...flags],
        ...["--connect-to", `127.0.0.1:${proxy.port}`, `http://localhost:${proxy.port}/`],
      ]);
      const isWhole = said.includes(` ${requests} succeeded,`);
      rates.push(isWhole ? Number(/, ([\d.]+) req\/s/u.exec(said)?.[1]) : Number.NaN);
    }
  } finally {
    await proxy.close();
  }
  return rates;
}

async function kakehi(originPort: number): Promise<Listener> {
  const backend = { id: "origin", path: "/", port: originPort, isHttp2: false };
  const { clearPort, close } = await serveProxy([backend], []);
  return { port: clearPort, close };
}

async function nghttpx(originPort: number): Promise<Listener> {
  const port = await freePort();
  return await started(port, "nghttpx", [
    ...["--conf=/dev/null", "--workers=1", "--errorlog-file=/dev/null"],
    ...[`--frontend=127.0.0.1,${port};no-tls`, `--backend=127.0.0.1,${originPort}`],
  ]);
}

async function haproxy(originPort: number, folder: string): Promise<Listener> {
  const port = await freePort();
  return await haproxyWith(folder, port, `  server origin 127.0.0.1:${originPort}`);
}

/** One that is faster than whatever stands before it, where the system has one. */
async function startOrigin(folder: string): Promise<Listener> {
  if (isThere("haproxy")) {
    const port = await freePort();
    const answer = `  http-request return status 200 content-type text/plain string "answer"`;
    return await haproxyWith(folder, port, answer);
  }
  const server = createServer((_asked, answer) => answer.end("answer"));
  const port = await listening(server);
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { port, close };
}

async function haproxyWith(folder: string, port: number, does: string): Promise<Listener> {
  const path = join(folder, `haproxy-${port}.cfg`);
  writeFileSync(
    path,
    `global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen here
  bind 127.0.0.1:${port}
${does}
`,
  );
  return await started(port, "haproxy", ["-q", "-f", path]);
}

async function started(port: number, tool: ToolName, args: readonly string[]): Promise<Listener> {
  const child: ChildProcess = spawn(tool, args, { stdio: "ignore" });
  const left = once(child, "exit");
  await accepting(port);
  const close = async (): Promise<void> => {
    child.kill("SIGTERM");
    await left;
  };
  return { port, close };
}
