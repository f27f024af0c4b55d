// EVENT-NO-NOOP for a master that announces lease verbs itself: its METRIC_DETAIL_CHANGED, that names
// no worker, may come with a verb that changed some worker's level, and with no other.
import { EventKind } from "../../../wire/index.ts";
import type { EventWritten } from "../../observe/observation.ts";
import type { Exchange } from "../exchanges.ts";
import type { Verdicts } from "../verdicts.ts";

export class NoopJudge {
  private readonly verdicts: Verdicts;
  private open = 0;
  /** Whether the verb that ended last left every level where it was. */
  private lastWasNoop = false;
  private readonly announced: { readonly at: number; readonly index: number }[] = [];

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  began(): void {
    if (this.open === 0) this.announced.length = 0;
    this.open += 1;
  }

  ended(exchange: Exchange): void {
    this.open = Math.max(0, this.open - 1);
    this.lastWasNoop = isNoop(exchange);
    // With several verbs under way nobody can say whose the announcement was.
    if (this.open === 0 && this.lastWasNoop) this.report();
    this.announced.length = 0;
  }

  told({ source, event, at }: EventWritten, index: number): void {
    if (event !== EventKind.METRIC_DETAIL_CHANGED || Number.isInteger(Number(source))) return;
    this.announced.push({ at, index });
    if (this.open === 0 && this.lastWasNoop) this.report();
  }

  private report(): void {
    const [first] = this.announced;
    if (first === undefined) return;
    this.verdicts.violated({
      rule: "EVENT-NO-NOOP",
      ...first,
      message: "a verb that changed nothing was announced",
      expected: "no event",
      actual: "an event of the master",
    });
    this.announced.length = 0;
  }
}

function isNoop({ answers }: Exchange): boolean {
  const details = [...answers.values()].map(({ status, detail }) => {
    return status === "ok" ? detail : undefined;
  });
  return (
    details.length > 0 &&
    details.every((detail) => detail !== undefined && detail.previous === detail.effective)
  );
}
