// The captures of HTTP and the list beside them, as files. A front has one file, with a capture a line:
// there are many, and nobody reads them; `npm run captures` says whether they are what derivation gives.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fixturePath } from "../../package-root.ts";
import { UsageError } from "../../usage-error.ts";
import type { HttpCapture } from "./capture.ts";
import { deriveHttpCapture } from "./derive.ts";
import { type HttpListing, parseHttpListing } from "./listing.ts";

const folder = fixturePath("captures", "http");

export const httpFronts = ["h1", "h2"] as const;

export function httpCaptureFile(front: "h1" | "h2"): string {
  return join(folder, `${front}.ndjson`);
}

export function loadHttpCaptures(): readonly HttpCapture[] {
  return httpFronts.flatMap((front) => {
    const lines = readFileSync(httpCaptureFile(front), "utf8").split("\n");
    return lines.filter((line) => line !== "").map(captureIn);
  });
}

export function loadHttpListing(): HttpListing {
  const file = "differences.yaml";
  return parseHttpListing(file, readFileSync(join(folder, file), "utf8"));
}

/** The text of the file of a front, from the recordings; undefined where there are none. */
export function derivedText(
  data: string,
  front: "h1" | "h2",
  { notReplayable }: HttpListing,
): string | undefined {
  const recordings = join(data, front);
  if (!existsSync(recordings)) return undefined;
  const left = new Set(notReplayable.flatMap(({ captures }) => captures));
  const names = readdirSync(recordings).filter((file) => file.endsWith(".json"));
  const lines = names.toSorted().flatMap((file) => {
    const name = `${front}-${basename(file, ".json")}`;
    if (left.has(name)) return [];
    const text = readFileSync(join(recordings, file), "utf8");
    return [`${JSON.stringify(deriveHttpCapture(name, front, text))}\n`];
  });
  return lines.join("");
}

/** Whoever wrote it was `derivedText`: what is looked at is that nobody else did. */
function captureIn(line: string): HttpCapture {
  const value: unknown = JSON.parse(line);
  if (!isCapture(value)) {
    throw new UsageError(
      "fixtures/captures/http holds what is no capture: make it anew with npm run captures -- --write",
    );
  }
  return value;
}

function isCapture(value: unknown): value is HttpCapture {
  if (typeof value !== "object" || value === null) return false;
  const keys = ["name", "release", "world", "tapes", "seen", "end"];
  return "format" in value && value.format === 1 && keys.every((key) => key in value);
}
