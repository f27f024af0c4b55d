// The compiled command line as a child process.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { parseReport, type Run } from "../../../reports/index.ts";
import { packageRoot } from "../../package-root.ts";

/** Of the test file that imports it; gone when its tests are. */
export const folder: string = mkdtempSync(join(tmpdir(), "kakehi-cli-"));
/** The compiled command line. */
export const main: string = join(packageRoot, "dist", "conformance", "cli", "main.js");

// Those who start a test of the sources only may not have built yet.
beforeAll(() => {
  const build = join(packageRoot, "build.mjs");
  spawnSync(process.execPath, existsSync(main) ? ["--version"] : [build], { cwd: packageRoot });
}, 300_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

export function kakehi(...args: readonly string[]): Ended {
  return kakehiAt(main, args);
}

export function kakehiAt(script: string, args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, out: stdout, error: stderr };
}

export function written(path: string): Run {
  const report = parseReport(readFileSync(path, "utf8"));
  if (!report.ok) throw new Error(`${path} is not a report`);
  return report.run;
}

/** Sends the signal as soon as the command listens for it. */
export async function interrupted(
  signal: "SIGINT" | "SIGTERM",
  args: readonly string[],
): Promise<Ended> {
  const tell = `process.on("newListener", (name) => name === "${signal}" && process.stderr.write("listening"))`;
  const preload = `data:text/javascript,${encodeURIComponent(tell)}`;
  const child = spawn(process.execPath, ["--import", preload, main, ...args]);
  let [out, error] = ["", ""];
  child.stdout.on("data", (bytes) => (out += String(bytes)));
  child.stderr.once("data", () => setTimeout(() => child.kill(signal), 200));
  child.stderr.on("data", (bytes) => (error += String(bytes)));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, out, error };
}
