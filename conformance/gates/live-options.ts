// What the gates that judge programs of others on real sockets are asked for in the same way.
import { countOf } from "../cli/options.ts";
import type { Asked } from "../live/gate-run.ts";

export const liveOptions = {
  case: { type: "string", multiple: true },
  jobs: { type: "string" },
  publish: { type: "string" },
  times: { type: "string" },
} as const;

interface Values {
  readonly case?: readonly string[] | undefined;
  readonly jobs?: string | undefined;
  readonly times?: string | undefined;
}

/** @throws UsageError when a number is none. */
export function askedIn({ case: cases = [], jobs, times }: Values): Asked {
  return {
    cases,
    jobs: jobs === undefined ? undefined : countOf("--jobs", 1)(jobs),
    times: times === undefined ? 1 : countOf("--times", 1)(times),
  };
}
