// What a state file says, before anybody loads it: whether it holds configuration only, whether any
// record is wrong, and what it would make of a configuration.
import type { Request } from "../../../wire/index.ts";
import { isForbiddenInFile } from "../../model/configuration-verbs.ts";
import { readStateFile } from "../../model/state-file.ts";
import { canonicalRequest } from "./canonical.ts";
import type { Configuration } from "./configuration.ts";
import { placeOf } from "./place.ts";

/**
 * - `good`: every record is configuration that fits.
 * - `bad`: a record is no request, or one that any proxy has to refuse.
 * - `forbidden`: it holds a lease, a stop, an upgrade, a listening socket, or anything else that is
 *   no configuration.
 * - `open`: a record that a proxy may take or refuse.
 */
type FileKind = "good" | "bad" | "forbidden" | "open";

export interface StateFile {
  readonly kind: FileKind;
  /** Those that are requests. */
  readonly requests: readonly Request[];
}

export function stateFileIn(text: string, configuration: Configuration): StateFile {
  const records = readStateFile(text);
  if (records === undefined) return { kind: "bad", requests: [] };
  const requests = records.filter((record) => record !== undefined);
  if (requests.some(isForbiddenInFile)) return { kind: "forbidden", requests };
  if (requests.length < records.length) return { kind: "bad", requests };
  return { kind: kindOf(requests, configuration.copy()), requests };
}

/** What is there already exactly so is no fault of a file: a proxy may load its own state. */
function kindOf(requests: readonly Request[], configuration: Configuration): FileKind {
  let isOpen = false;
  for (const request of requests) {
    const verdict = configuration.judge(request);
    if (verdict === "refused" && !isThere(request, configuration)) return "bad";
    isOpen ||= verdict === "open";
    configuration.apply(request);
  }
  return isOpen ? "open" : "good";
}

function isThere(request: Request, configuration: Configuration): boolean {
  const place = placeOf(request.requestType);
  const there = place === undefined ? undefined : configuration.get(place.key);
  return there !== undefined && canonicalRequest(there.request) === canonicalRequest(request);
}
