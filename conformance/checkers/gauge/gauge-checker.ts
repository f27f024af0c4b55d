// The paired gauges of each worker against a ledger of their moves and against the slots that count:
// what goes up comes down once, never below zero, and is nothing when nothing is open.
import type { GaugeMoved, SlotMoved } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Falsification, Verdicts } from "../verdicts.ts";
import { GaugeLedger } from "./ledger.ts";
import { CountedSlots } from "./counted-slots.ts";

/** The gauge that counts requests between their admission and their final record. */
const activeRequests = "http.active_requests";

interface Books {
  readonly ledger: GaugeLedger;
  readonly slots: CountedSlots;
}

interface Verdict {
  readonly holds: boolean;
  readonly expected: string;
  readonly actual: string;
}

interface Place {
  readonly index: number;
  readonly at: number;
}

export class GaugeChecker implements Checker {
  readonly kinds = ["worker-started", "slot", "gauge", "run-ended"] as const;
  private readonly verdicts: Verdicts;
  private readonly workers = new Map<number, Books>();
  private instant = 0;

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number): void {
    if (observation.at > this.instant) {
      this.instantEnds(this.instant, index);
      this.instant = observation.at;
    }
    switch (observation.kind) {
      case "worker-started":
        this.workers.delete(observation.worker);
        return;
      case "gauge":
        this.moved(observation, index);
        return;
      case "slot":
        this.slot(observation, index);
        return;
      case "run-ended":
        this.instantEnds(observation.at, index);
        this.atRest(observation.at, index);
        return;
      default:
        return;
    }
  }

  private moved(moved: GaugeMoved, index: number): void {
    const { ledger } = this.booksOf(moved.worker);
    const place = { index, at: moved.at };
    const before = ledger.before(moved);
    ledger.move(moved, index);
    this.judge(
      "GAUGE-CONSERVED",
      place,
      {
        holds: moved.before === before,
        expected: `${moved.name} goes on from ${before}`,
        actual: `${moved.before}`,
      },
      { field: "before", value: before + 1 },
    );
    // GAUGE-NO-UNDERFLOW: a clamp is an underflow that was hidden.
    const holds =
      moved.after >= 0 && (moved.before !== before || moved.after === before + moved.delta);
    const expected = `${moved.name} at ${Math.max(0, before + moved.delta)}`;
    const verdict = { holds, expected, actual: `${moved.after}` };
    this.judge("GAUGE-NO-UNDERFLOW", place, verdict, { field: "after", value: -1 });
  }

  /** GAUGE-FLAG: set by admission only. That it is cleared by the release only shows in the sum. */
  private slot(moved: SlotMoved, index: number): void {
    const { slots } = this.booksOf(moved.worker);
    const wasCounted = slots.isCounted(moved);
    // Whoever comes back to wait for another connection was counted before.
    const isAdmission = moved.to === "Link";
    const holds = isAdmission ? moved.counted : !moved.counted || wasCounted;
    slots.move(holds ? moved : { ...moved, counted: !moved.counted });
    if (moved.to === "none" || (wasCounted && !isAdmission)) return;
    const expected = isAdmission ? "counted from its admission on" : "counted by nothing else";
    const actual = moved.counted ? "counted" : "not counted";
    const place = { index, at: moved.at };
    const value = !moved.counted;
    this.judge("GAUGE-FLAG", place, { holds, expected, actual }, { field: "counted", value });
  }

  /** GAUGE-CONSERVED: when an instant is over, what the gauge reads is how many slots count. */
  private instantEnds(at: number, index: number): void {
    for (const { ledger, slots } of this.workers.values()) {
      const sum = ledger.sum(activeRequests);
      if (sum === slots.counted) continue;
      const expected = `${slots.counted} for as many counted slots`;
      const verdict = { holds: false, expected, actual: `${sum}` };
      this.judge("GAUGE-CONSERVED", { index, at }, verdict, undefined);
    }
  }

  /** GAUGE-REST: with no slot left there is no connection. That of requests follows from its sum. */
  private atRest(at: number, index: number): void {
    for (const { ledger, slots } of this.workers.values()) {
      if (slots.open > 0) continue;
      for (const { name, value, index: last } of ledger.all()) {
        if (name === activeRequests) continue;
        const place = { index: value === 0 ? last : index, at };
        const verdict = { holds: value === 0, expected: `${name} at 0`, actual: `${value}` };
        this.judge("GAUGE-REST", place, verdict, { field: "times", value: 0 });
      }
    }
  }

  private judge(
    rule: string,
    { index, at }: Place,
    { holds, expected, actual }: Verdict,
    falsification: Falsification | undefined,
  ): void {
    if (!holds) {
      this.verdicts.violated({ rule, index, at, message: "a paired gauge", expected, actual });
    } else if (falsification !== undefined && this.verdicts.counted(rule)) {
      this.verdicts.sample(rule, index, falsification);
    }
  }

  private booksOf(worker: number): Books {
    let books = this.workers.get(worker);
    if (books === undefined) {
      books = { ledger: new GaugeLedger(), slots: new CountedSlots() };
      this.workers.set(worker, books);
    }
    return books;
  }
}
