// The compiled command line as a child process.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { parseReport, type Run } from "../../../reports/index.ts";
import { packageRoot } from "../../package-root.ts";

/** The compiled command line. */
export const main: string = join(packageRoot, "dist", "conformance", "cli", "main.js");

/** For the test file that calls this; gone when its tests are. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kakehi-cli-"));
  // Those who start a test of the sources only may not have built yet.
  beforeAll(() => {
    const build = [join(packageRoot, "build.mjs")];
    spawnSync(process.execPath, existsSync(main) ? ["--version"] : build, { cwd: packageRoot });
  }, 300_000);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

const outputBytesMax = 64 * 1024 * 1024;

export function kakehi(...args: readonly string[]): Ended {
  return kakehiAt(main, args);
}

export function kakehiAt(script: string, args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: "utf8",
    maxBuffer: outputBytesMax,
  });
  return { code: status, out: stdout, error: stderr };
}

/** What came of each command line, one after the other in one process. */
export function kakehiEach(orders: readonly (readonly string[])[]): readonly Ended[] {
  return kakehiEachAt(main, orders);
}

export function kakehiEachAt(
  script: string,
  orders: readonly (readonly string[])[],
): readonly Ended[] {
  const obedient = join(dirname(script), "testing", "obedient.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [obedient], {
    encoding: "utf8",
    input: JSON.stringify(orders),
    maxBuffer: outputBytesMax,
  });
  if (status !== 0) throw new Error(`exit code ${String(status)}\n${stderr}`);
  const ended: unknown = JSON.parse(stdout);
  if (!isEndedEach(ended)) throw new Error(`no ends of commands: ${stdout}`);
  return ended;
}

function isEndedEach(value: unknown): value is readonly Ended[] {
  return Array.isArray(value) && value.every((one) => typeof one === "object" && one !== null);
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
