// Which branches of a parser were taken, as this thread's own engine counts them: a function, or a piece
// of one that can be entered apart, is a branch. Begun before the parser is loaded, since what was
// compiled earlier is not counted in pieces.
import { readFileSync } from "node:fs";
import { Session, type Profiler } from "node:inspector";
import { findSourceMap, SourceMap } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../package-root.ts";

export interface BranchCount {
  readonly branches: number;
  readonly taken: number;
  /** Where the others are: file and line of the source. */
  readonly missed: readonly string[];
}

export class BranchCounter {
  private readonly session = new Session();

  constructor() {
    this.session.connect();
    this.session.post("Profiler.enable");
    this.session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /** Ends the counting. */
  count(modules: RegExp): BranchCount {
    let found: readonly Profiler.ScriptCoverage[] = [];
    this.session.post("Profiler.takePreciseCoverage", (error, answer) => {
      if (error !== null) throw error;
      found = answer.result.filter(({ url }) => modules.test(url));
    });
    this.session.disconnect();
    const ranges = found.flatMap(({ url, functions }) =>
      functions.flatMap((counted) => counted.ranges.map((range) => ({ url, ...range }))),
    );
    const missed = ranges.filter(({ count }) => count === 0);
    const places = new Places();
    return {
      branches: ranges.length,
      taken: ranges.length - missed.length,
      missed: missed.map(({ url, startOffset }) => places.of(url, startOffset)),
    };
  }
}

/** Offsets in compiled modules as lines of sources. */
class Places {
  private readonly texts = new Map<string, string>();

  of(url: string, offset: number): string {
    const file = fileURLToPath(url);
    const text = this.texts.get(file) ?? readFileSync(file, "utf8");
    this.texts.set(file, text);
    const before = text.slice(0, offset).split("\n");
    const line = before.length - 1;
    const map = findSourceMap(file) ?? mapOf(file);
    const entry = map?.findEntry(line, before.at(-1)?.length ?? 0);
    const source = relative(packageRoot, file)
      .replace(/^dist./, "")
      .replace(/js$/, "ts");
    const original = entry !== undefined && "originalLine" in entry ? entry.originalLine : line;
    return `${source}:${original + 1}`;
  }
}

function mapOf(file: string): SourceMap | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- written by the compiler
    const payload = JSON.parse(readFileSync(`${file}.map`, "utf8")) as ConstructorParameters<
      typeof SourceMap
    >[0];
    return new SourceMap(payload);
  } catch {
    return undefined;
  }
}
