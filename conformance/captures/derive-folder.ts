// Every recording of a folder as a capture, but for those that are listed as not replayable. A
// recording that cannot be derived and is not listed is a fault of the list, told by name.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { UsageError } from "../usage-error.ts";
import type { Capture } from "./capture.ts";
import { deriveCapture } from "./derive.ts";
import type { NotReplayable } from "./listings.ts";
import { parseRecording } from "./recording.ts";

export function deriveFolder(
  folder: string,
  notReplayable: readonly NotReplayable[],
): readonly Capture[] {
  const listed = new Map(notReplayable.map((entry) => [entry.capture, entry] as const));
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => basename(name, ".json"))
    .toSorted();
  const stray = notReplayable.find(({ capture }) => !names.includes(capture));
  if (stray !== undefined) throw new UsageError(`there is no recording ${stray.capture}`);
  return names.flatMap((name) => {
    const entry = listed.get(name);
    if (entry !== undefined && entry.part === undefined) return [];
    const recording = parseRecording(name, readFileSync(join(folder, `${name}.json`), "utf8"));
    return [deriveCapture(recording, { withoutMetrics: entry !== undefined })];
  });
}
