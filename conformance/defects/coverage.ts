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

  /** What was executed since the last look. */
  taken(url: string): Executed {
    let found: Profiler.ScriptCoverage | undefined;
    this.session.post("Profiler.takePreciseCoverage", (error, { result }) => {
      if (error !== null) throw error;
      found = result.find((script) => script.url === url);
    });
    return new Executed(found?.functions ?? []);
  }

  close(): void {
    this.session.post("Profiler.stopPreciseCoverage");
    this.session.disconnect();
    setFlagsFromString("--turbofan");
  }
}

/** Of two ranges that hold a place, the smaller one tells whether it was executed. */
export class Executed {
  private readonly ranges: readonly Profiler.CoverageRange[];

  constructor(functions: readonly Profiler.FunctionCoverage[]) {
    this.ranges = functions
      .flatMap(({ ranges }) => ranges)
      .sort((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset));
  }

  /** Whether any of these places was. */
  covers(offsets: readonly number[]): boolean {
    return offsets.some((offset) => {
      const innermost = this.ranges.find(
        ({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset,
      );
      return innermost !== undefined && innermost.count > 0;
    });
  }
}
