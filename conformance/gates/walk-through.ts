// The walk-through of docs/ from the clone to the verdict, as it is written, and how long it takes.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";
import { brokenPromise, stationsOf, walk } from "./walk-through/walk.ts";

/** What the page says. */
const minutesMax = 10;

const stations = stationsOf(readFileSync(join(packageRoot, "docs", "your-own-proxy.md"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "kakehi-walk-"));
try {
  const started = performance.now();
  const { code, printed, error } = walk(stations, folder);
  const minutes = (performance.now() - started) / 60_000;
  for (const [index, station] of stations.entries()) {
    const text = printed[index] ?? "";
    process.stdout.write(`$ ${station.commands.trim().replaceAll("\n", "\n$ ")}\n${text}`);
    const missing = brokenPromise(station, text);
    if (missing !== undefined) {
      process.stdout.write(`promised, and did not come: ${missing}\n`);
      process.exitCode = 1;
    }
  }
  process.stdout.write(`the whole way took ${minutes.toFixed(1)} minutes\n`);
  if (code !== 0 || minutes > minutesMax) {
    process.stdout.write(error);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
