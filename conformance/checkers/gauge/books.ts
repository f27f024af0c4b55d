// What is kept of the gauges of one worker, and how a finding about them is entered. Behind the first
// fault the books are wrong themselves, so that nothing more is concluded from them.
import type { Falsification, Verdicts } from "../verdicts.ts";
import { CountedSlots } from "./counted-slots.ts";
import { GaugeLedger } from "./ledger.ts";
import { Http2Sums } from "./http2-sums.ts";
import { LiveSockets } from "./live-sockets.ts";

export interface Place {
  readonly index: number;
  readonly at: number;
}

export interface Fault extends Place {
  readonly rule: string;
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

/** What happened to the requests of a worker in one instant and is not joined to a slot yet. */
export interface Loose {
  /** The moves of the gauge, by their positions. */
  readonly ups: number[];
  readonly downs: number[];
  records: number;
  /** Where an interim answer was shown; -1: none was. */
  interimAt: number;
}

export class Books {
  readonly worker: number;
  readonly ledger: GaugeLedger = new GaugeLedger();
  readonly slots: CountedSlots = new CountedSlots();
  readonly sockets: LiveSockets = new LiveSockets();
  readonly loose: Loose = { ups: [], downs: [], records: 0, interimAt: -1 };
  readonly http2: Http2Sums = new Http2Sums();
  /** Metrics were cleared, disabled or enabled, or something was removed: where, and -1 if never. */
  disturbedAt = -1;
  /** Metrics are disabled: gauges go on all the same (GAUGE-CLEAR). */
  isDisabled = false;
  /** Where an instant was found right last, and where an answer was. */
  settledAt = -1;
  answeredAt = -1;
  /** When something last moved. */
  movedAt = -1;
  /** Something happened in the instant that is under way. */
  isTouched = false;
  isBroken = false;
  readonly verdicts: Verdicts;

  constructor(worker: number, verdicts: Verdicts) {
    this.worker = worker;
    this.verdicts = verdicts;
  }

  /** GAUGE-CLEAR: whether it was disturbed since. */
  isDisturbedSince(index: number): boolean {
    return this.disturbedAt > index;
  }

  counted(rule: string): boolean {
    return this.verdicts.counted(rule);
  }

  sample(rule: string, index: number, falsification: Falsification): void {
    this.verdicts.sample(rule, index, falsification);
  }

  fails(fault: Fault): void {
    this.isBroken = true;
    this.verdicts.violated(fault);
  }
}
