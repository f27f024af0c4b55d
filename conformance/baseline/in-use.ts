// A baseline as a run uses it: read and found in order before anything is played, and held against what
// came of it at the end.
import type { CaseRecord, OpenRun } from "../../reports/index.ts";
import type { Case } from "../runner/cases.ts";
import type { Selected } from "../runner/selection.ts";
import { suiteVersion } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import { applied, fitOf, isInForce } from "./apply.ts";
import type { Fit } from "./attempts.ts";
import { type Baseline, type Circumstance, isExpired, problemText } from "./baseline.ts";
import { Coverage } from "./coverage.ts";
import { lint } from "./lint.ts";
import { type BaselineText, baselineText, readBaseline } from "./read.ts";
import { isInRange } from "./version-range.ts";

export interface InUseOptions {
  /** All there are, selected or not. */
  readonly caseIds: readonly string[];
  /** Undefined where there are none to choose. */
  readonly seeds: number | undefined;
  readonly circumstance: Circumstance;
  /** Plays what is quarantined, too. */
  readonly runQuarantined: boolean;
}

export class BaselineInUse {
  private readonly source: BaselineText;
  private readonly baseline: Baseline;
  private readonly options: InUseOptions;

  private constructor(source: BaselineText, baseline: Baseline, options: InUseOptions) {
    this.source = source;
    this.baseline = baseline;
    this.options = options;
  }

  /** @throws UsageError for a file that is not in order, or not for this suite and run. */
  static open(file: string, options: InUseOptions): BaselineInUse {
    const source = baselineText(file);
    const read = readBaseline(source.text);
    const problems = read.kind === "refused" ? read.problems : lint(read.baseline, options.caseIds);
    const [first] = problems;
    if (first !== undefined || read.kind === "refused") {
      const said = first === undefined ? file : problemText(file, first);
      const left = problems.length - 1;
      const more = left > 0 ? `; and ${left} more, see \`kakehi baseline check ${file}\`` : "";
      throw new UsageError(`${said}${more}`);
    }
    const { suite, seeds } = read.baseline;
    if (suite !== undefined && !isInRange(suiteVersion, suite)) {
      throw new UsageError(`${file} is for the suite ${suite}, and this is ${suiteVersion}`);
    }
    if (seeds !== undefined && options.seeds !== undefined && options.seeds < seeds) {
      throw new UsageError(
        `${file} was made with ${seeds} seeds; with ${options.seeds} a failure may not show: use --seeds ${seeds}`,
      );
    }
    return new BaselineInUse(source, read.baseline, options);
  }

  /** Parts the cases that are played from those that are not. */
  part(selected: Selected): { readonly played: Selected; readonly quarantined: readonly Case[] } {
    const coverages = this.quarantines().map(({ coverage }) => coverage);
    const isLeftOut = ({ scenario }: Case): boolean =>
      coverages.some((coverage) => coverage.of(scenario.id) !== undefined);
    return {
      played: { ...selected, cases: selected.cases.filter((one) => !isLeftOut(one)) },
      quarantined: selected.cases.filter(isLeftOut),
    };
  }

  fitOf(record: CaseRecord): Fit {
    return fitOf(record, this.baseline, this.options.circumstance);
  }

  /** `quarantined` are the cases that `part` left out. */
  applied(open: OpenRun, quarantined: readonly Case[]): OpenRun {
    const cases = [...open.cases, ...quarantined.map((one) => this.leftOut(one, open))];
    const header = {
      ...open.header,
      planned: { ...open.header.planned, cases: cases.length },
      baseline: {
        file: this.source.file,
        hash: this.source.hash,
        entries: this.baseline.entries.length,
      },
    };
    return applied({ ...open, header, cases }, this.baseline, this.options.circumstance);
  }

  private quarantines(): readonly { readonly coverage: Coverage; readonly reason: string }[] {
    const { runQuarantined, circumstance } = this.options;
    if (runQuarantined) return [];
    return this.baseline.entries
      .filter(({ status }) => status === "crash" || status === "timeout")
      .filter((entry) => isInForce(entry, circumstance) && !isExpired(entry, circumstance.today))
      .map((entry) => ({ coverage: new Coverage(entry), reason: entry.reason }));
  }

  private leftOut({ scenario, file }: Case, { header }: OpenRun): CaseRecord {
    const why = this.quarantines().find(({ coverage }) => coverage.of(scenario.id) !== undefined);
    return {
      t: "case",
      case: scenario.id,
      outcome: "excluded",
      seeds: header.seeds,
      rules: scenario.rules,
      file,
      hash: "",
      virtualMicros: 0,
      failures: [],
      reason: `quarantined: ${why?.reason ?? ""}`,
    };
  }
}
