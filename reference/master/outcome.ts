// What a gather amounts to, in words and as an outcome. FANOUT-ERRORS-SHOW: a reply never reads as
// plain success when any worker refused, died or stayed silent.

import { workersNamedMax, workerTextMax } from "../bounds.ts";
import type { Gather } from "./gather.ts";
import type { Conclusion } from "./order.ts";
import type { Tally } from "./part.ts";

/** `done` says what was done, as in "cluster added". */
export function outcomeOf(gather: Gather, done: string): Conclusion & { readonly tally: Tally } {
  const { tally, parts } = gather;
  const asked = parts.length;
  // FANOUT-NOBODY
  if (asked === 0) return { outcome: "failure", message: "no worker is there to be asked", tally };
  if (tally.ok === asked) {
    return { outcome: "ok", message: `${done} on ${workersOf(asked)}`, tally };
  }
  const details = detailsOf(gather);
  // FANOUT-ALL-REFUSED
  if (tally.ok === 0) {
    return { outcome: "failure", message: `no worker did it: ${details}`, tally };
  }
  const message = `${done} with errors, on ${tally.ok} of ${workersOf(asked)}: ${details}`;
  return { outcome: "errors", message, tally };
}

function workersOf(count: number): string {
  return count === 1 ? "1 worker" : `${count} workers`;
}

function detailsOf({ parts }: Gather): string {
  const wrong = parts.filter(({ state }) => state !== "ok");
  const named = wrong
    .slice(0, workersNamedMax)
    .map(({ worker, text }) => `worker ${worker}: ${shortened(text)}`);
  const unnamed = wrong.length - named.length;
  return [...named, ...(unnamed > 0 ? [`and ${unnamed} more`] : [])].join("; ");
}

function shortened(text: string): string {
  if (text === "") return "refused";
  const points = Array.from(text.slice(0, 2 * workerTextMax));
  return points.length > workerTextMax ? `${points.slice(0, workerTextMax).join("")}…` : text;
}
