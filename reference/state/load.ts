// LoadState on a configuration: all of a file or nothing of it.

import type { Request } from "../../wire/index.ts";
import type { ConfigurationState } from "./configuration-state.ts";
import type { Change } from "./registry.ts";
import { readStateFile } from "./state-file.ts";

/** `requests` are those that changed something: what the workers have to be told, in order. */
export type LoadOutcome =
  | {
      readonly ok: true;
      readonly records: number;
      readonly requests: readonly Request[];
      readonly changes: readonly Change[];
    }
  | { readonly ok: false; readonly record: number; readonly refusal: string };

/**
 * CONFIG-LOAD-TELLS: a file with a bad record is refused whole, with the record's number, and the
 * state is as it was. A listener or frontend that is there already exactly so is no error: a proxy
 * can load its own state.
 */
export function loadState(state: ConfigurationState, bytes: Uint8Array): LoadOutcome {
  const file = readStateFile(bytes);
  if (!file.ok) return file;
  const requests: Request[] = [];
  const changes: Change[] = [];
  for (const [index, request] of file.requests.entries()) {
    const outcome = state.apply(request);
    if (!outcome.ok) {
      if (outcome.isAlreadySo) continue;
      state.revert(changes);
      return { ok: false, record: index + 1, refusal: outcome.refusal };
    }
    if (outcome.changes.length > 0) requests.push(request);
    changes.push(...outcome.changes);
  }
  return { ok: true, records: file.requests.length, requests, changes };
}
