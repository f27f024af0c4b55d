// What came in some attempts at a case and not in others. It fails nobody, since it did not come every time;
// so it is told in every report and in the last line, where somebody who reads only that line finds it.

import { plural } from "./figures.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { Run, Wavering } from "./run.ts";

export interface WaveringCase {
  readonly case: string;
  readonly file: string | undefined;
  readonly wavering: readonly Wavering[];
}

/** In the order of the cases. */
export function waveringCases({ cases }: Pick<Run, "cases">): readonly WaveringCase[] {
  return cases.flatMap((record) => {
    const { case: id, file, wavering = [] } = record;
    return wavering.length === 0 ? [] : [{ case: id, file, wavering }];
  });
}

/** Nothing where none does. */
export function waveringCount(run: Pick<Run, "cases">): string | undefined {
  const count = waveringCases(run).length;
  return count === 0 ? undefined : `${plural(count, "case", "cases")} wavered`;
}

/** `LEASE-CAP failed in 1 of 3 attempts: too many leases` */
export function waveringText({ rule, failed, attempts, failures }: Wavering): string {
  const said = failures.length === 0 ? "" : `: ${failures.map(fingerprintOf).join(" / ")}`;
  return `${rule} failed in ${failed} of ${attempts} attempts${said}`;
}

/** One line for each rule of each case. */
export function waveringLines(run: Pick<Run, "cases">): readonly string[] {
  return waveringCases(run).flatMap(({ case: id, wavering }) =>
    wavering.map((one) => `${id}: ${waveringText(one)}`),
  );
}
