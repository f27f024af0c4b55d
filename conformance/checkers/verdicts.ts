// Where checkers put what they found. An evaluation counts only together with the observed value
// that would have failed it: the falsification is data, so that a self-test can put that value into
// a recording and see exactly that rule fail.
import type { ExchangeEnd, FieldSpec } from "../../sim/index.ts";
import type { ExchangeBegun, FlowShown, GaugeMoved } from "../observe/data-plane.ts";
import type { Http2Frame } from "../observe/http2.ts";
import type { AccessRecord } from "../model/access/record.ts";
import type { MetricsShown } from "../observe/metrics.ts";
import type { Request } from "../../wire/index.ts";
import type {
  FleetStatus,
  LevelChange,
  LeaseRequest,
  ReplyStatus,
  ShownLease,
  WorkerEnded,
  WorkerStatus,
} from "../observe/observation.ts";

/** A change of one recorded observation that breaks one rule. */
export type Falsification =
  | { readonly field: "status"; readonly value: ReplyStatus }
  | { readonly field: "message"; readonly value: string }
  | { readonly field: "detail"; readonly value: WorkerStatus }
  | { readonly field: "fleet"; readonly value: FleetStatus }
  | { readonly field: "at"; readonly value: number }
  | { readonly field: "change"; readonly value: LevelChange }
  | { readonly field: "leases"; readonly value: readonly ShownLease[] }
  | {
      readonly field: "levels";
      readonly value: { readonly configured: number; readonly effective: number };
    }
  | { readonly field: "lease"; readonly value: LeaseRequest }
  | { readonly field: "line"; readonly value: string }
  | { readonly field: "text"; readonly value: string }
  | { readonly field: "metrics"; readonly value: MetricsShown }
  | { readonly field: "record"; readonly value: AccessRecord }
  /** Of an exchange as a client saw it. */
  | { readonly field: "answerTo" | "answerDigest" | "requestDigest"; readonly value: string }
  | { readonly field: "answer" | "code"; readonly value: number }
  | { readonly field: "actor"; readonly value: string }
  | { readonly field: "requestFields" | "answerFields"; readonly value: readonly FieldSpec[] }
  | { readonly field: "answerBytes"; readonly value: number }
  /** Of a client as the proxy answered it, and of a request on its way to a back end. */
  | { readonly field: "address" | "method" | "outcome"; readonly value: string }
  /** Of a connection: that the proxy ended it, and when. */
  | {
      readonly field: "ended";
      readonly value: { readonly at: number; readonly by: "proxy" };
    }
  | { readonly field: "end"; readonly value: ExchangeEnd }
  /** Of a frame of HTTP/2, several values at once. */
  | { readonly field: "frame"; readonly value: Partial<Omit<Http2Frame, "kind">> }
  /** Of a slot, a gauge or the buffers of a worker. */
  | { readonly field: "from" | "digest"; readonly value: string }
  | { readonly field: "after" | "before" | "delta" | "attempts" | "inUse"; readonly value: number }
  | { readonly field: "requestBytes" | "responseBytes" | "timers"; readonly value: number }
  | { readonly field: "isResponseEnded" | "isOpen" | "isQuiesced"; readonly value: boolean }
  | { readonly field: "requestFlow" | "responseFlow"; readonly value: FlowShown }
  /** Of a socket, when its last byte passed. */
  | { readonly field: "lastByteAt"; readonly value: number }
  /** Of a reset. */
  | { readonly field: "code"; readonly value: number }
  | { readonly field: "counted" | "isListed" | "isRequestEnded"; readonly value: boolean }
  /** A paired gauge moved elsewhere. */
  | {
      readonly field: "filed";
      readonly value: Pick<GaugeMoved, "cluster" | "backend" | "delta" | "before" | "after">;
    }
  /** Something else happened right before it. */
  | { readonly field: "preceded"; readonly value: GaugeMoved | ExchangeBegun | WorkerEnded }
  /** What was observed did not happen, or happened once more. */
  | { readonly field: "times"; readonly value: 0 | 2 }
  | { readonly field: "request"; readonly value: Request }
  | { readonly field: "hashes"; readonly value: ReadonlyMap<string, string> }
  | { readonly field: "bytes"; readonly value: number | string }
  | {
      readonly field: "reply";
      readonly value: { readonly status: ReplyStatus; readonly message: string };
    }
  /** What two messages say, each in the place of the other; the value is the other's position. */
  | { readonly field: "swapped"; readonly value: number }
  /** The worker of this observation announced something that did not happen. */
  | { readonly field: "announced"; readonly value: LevelChange }
  /** The event of this observation went to that session as well. */
  | { readonly field: "told"; readonly value: number }
  /** Two events, each in the place of the other; the value is the other's position. */
  | { readonly field: "reordered"; readonly value: number }
  /** The frame at this place of the bytes was not there. */
  | { readonly field: "unsaid"; readonly value: readonly [from: number, to: number] }
  /** An order for a lease verb that no worker should have been given. */
  | { readonly field: "ordered"; readonly value: number }
  /** A lease verb among the configuration that a new worker is given; the value is its id. */
  | { readonly field: "replayed"; readonly value: number };

export interface Violation {
  readonly rule: string;
  /** Position of the observation in the run. */
  readonly index: number;
  readonly at: number;
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

export interface Sample {
  readonly rule: string;
  readonly index: number;
  readonly falsification: Falsification;
}

/** How many falsifications of a rule are kept from one run, when samples are wanted. */
const samplesPerRuleMax = 12;

export class Verdicts {
  private readonly counts = new Map<string, { seen: number }>();
  readonly violations: Violation[] = [];
  readonly samples: Sample[] = [];
  private readonly sampling: boolean;
  private readonly rules: ReadonlySet<string> | undefined;

  /** Where only some of the rules can be judged, nothing is noted of the others. */
  constructor(sampling: boolean, rules?: ReadonlySet<string>) {
    this.sampling = sampling;
    this.rules = rules;
  }

  /** How often each rule was judged on something that could have failed it, in order of appearance. */
  get evaluations(): ReadonlyMap<string, number> {
    const evaluations = new Map<string, number>();
    for (const [rule, { seen }] of this.counts) evaluations.set(rule, seen);
    return evaluations;
  }

  /** `falsify` says what would have failed; it is only asked when samples are wanted. */
  evaluated(rule: string, index: number, falsify: () => Falsification): void {
    if (this.counted(rule)) this.sample(rule, index, falsify());
  }

  /**
   * The first half of `evaluated`, for whoever judges so often that a closure is too much: when it
   * says that a sample is wanted, `sample` has to follow.
   */
  counted(rule: string): boolean {
    if (this.rules?.has(rule) === false) return false;
    const count = this.counts.get(rule);
    if (count === undefined) {
      this.counts.set(rule, { seen: 1 });
      return this.sampling;
    }
    count.seen++;
    return this.sampling && count.seen <= samplesPerRuleMax;
  }

  sample(rule: string, index: number, falsification: Falsification): void {
    this.samples.push({ rule, index, falsification });
  }

  violated(violation: Violation): void {
    if (this.rules?.has(violation.rule) === false) return;
    this.violations.push(violation);
  }

  /** Whether the observation at this position broke a rule already. */
  brokenAt(index: number): boolean {
    return this.violations.at(-1)?.index === index;
  }

  /** Whether anything went wrong so far. */
  get broken(): boolean {
    return this.violations.length > 0;
  }
}
