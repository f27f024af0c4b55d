// What of one script was executed, as the engine itself counts it: block by block, from one look to the
// next. V8 does not count the calls of a function that it has optimised, so for that long it does not.
import { type Profiler, Session } from "node:inspector";
import { setFlagsFromString } from "node:v8";

export class Coverage {
  private readonly session = new Session();

  constructor() {
    setFlagsFromString("--no-turbofan");
    // This one stays off: releases differ in whether it was on, and it is only faster to start with.
    setFlagsFromString("--no-maglev");
    this.session.connect();
    this.session.post("Profiler.enable");
    this.session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /** Which of these places, in ascending order, were executed since the last look: 1 each. */
  taken(url: string, offsets: readonly number[]): Uint8Array {
    let found: Profiler.ScriptCoverage | undefined;
    this.session.post("Profiler.takePreciseCoverage", (error, { result }) => {
      if (error !== null) throw error;
      found = result.find((script) => script.url === url);
    });
    return executedAt(offsets, found?.functions ?? []);
  }

  close(): void {
    this.session.post("Profiler.stopPreciseCoverage");
    this.session.disconnect();
    setFlagsFromString("--turbofan");
  }
}

/** Of two ranges that hold a place, the smaller one tells whether it was executed, and comes later here. */
export function executedAt(
  offsets: readonly number[],
  functions: readonly Profiler.FunctionCoverage[],
): Uint8Array {
  const executed = new Uint8Array(offsets.length);
  const spans: { readonly from: number; readonly to: number; readonly range: Range }[] = [];
  for (const { ranges } of functions) {
    for (const range of ranges) {
      const [from, to] = [firstAt(offsets, range.startOffset), firstAt(offsets, range.endOffset)];
      if (from < to) spans.push({ from, to, range });
    }
  }
  spans.sort((a, b) => lengthOf(b.range) - lengthOf(a.range));
  for (const { from, to, range } of spans) executed.fill(Math.min(range.count, 1), from, to);
  return executed;
}

type Range = Profiler.CoverageRange;

function lengthOf({ startOffset, endOffset }: Range): number {
  return endOffset - startOffset;
}

/** The index of the first of these ascending offsets that is not below the bound. */
function firstAt(offsets: readonly number[], bound: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] ?? 0) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
