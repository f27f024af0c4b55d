// Closes a run: counts its outcomes, decides its exit code, and asserts what every report must keep.
// A run that breaks the invariant is a fault of the suite, so it throws instead of being written.

import { exitOf } from "./exit-code.ts";
import type { Circumstances } from "./exit-code.ts";
import { problemsOf } from "./problem.ts";
import { totalsOf } from "./outcome.ts";
import { ReportError } from "./report-error.ts";
import type { OpenRun, Run } from "./run.ts";

/** @throws ReportError `inconsistent-run` when the records are not what the header planned. */
export function finishRun(open: OpenRun, circumstances: Circumstances, elapsedMicros: number): Run {
  const exit = exitOf(open, circumstances);
  const run: Run = {
    ...open,
    footer: {
      t: "footer",
      totals: { rules: totalsOf(open.rules), cases: totalsOf(open.cases) },
      exitCode: exit.code,
      exitReason: exit.reason,
      aborted: circumstances.stoppedBy !== undefined,
      elapsedMicros,
    },
  };
  assertRun(run);
  return run;
}

function assertRun(run: Run): void {
  const [first] = problemsOf(run);
  if (first !== undefined) throw new ReportError("inconsistent-run", first);
}
