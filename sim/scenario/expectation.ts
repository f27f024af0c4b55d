// What a scenario expects, in the terms of the contract: types only. Judging them against the
// journals and the trace is the business of whoever runs the scenario.

import type { ExchangeEnd } from "../actors/http/exchange.ts";
import type { Micros, NodeName } from "../machine.ts";
import type { DetailName } from "./detail.ts";

/** Inclusive on both sides. */
export type Interval = readonly [from: Micros, to: Micros];

/**
 * - `ok`: OK without a word of errors.
 * - `failure`: FAILURE.
 * - `errors`: FAILURE, or OK that says that there were errors (FANOUT-ERRORS-SHOW).
 * - `none`: no terminal reply before the end.
 */
export type ExpectedStatus = "ok" | "failure" | "errors" | "none";

export interface ExpectedLevels {
  readonly configured?: DetailName;
  readonly effective?: DetailName;
  readonly previous?: DetailName;
}

export interface ExpectedWorker extends ExpectedLevels {
  readonly count?: number;
}

interface ExpectedMessage {
  readonly includes?: readonly string[];
  readonly excludes?: readonly string[];
}

/** The elections of the contract under which words hold. */
export interface Elections {
  readonly expiry: "exact" | "janitor";
}

interface Words {
  readonly rule: string;
  /** Under every election unless told. */
  readonly holdsFor?: Elections;
}

/** About the terminal reply to one labelled request. */
export interface StepExpectation extends Words {
  readonly step: string;
  readonly status?: ExpectedStatus;
  readonly message?: ExpectedMessage;
  /** By worker id; the keys of the reply are exactly these. */
  readonly workers?: Readonly<Record<string, ExpectedWorker>>;
  /** The status in one worker's own answer, where a scripted master asked. */
  readonly worker?: ExpectedWorker;
  /** The master's own view in the aggregate. */
  readonly master?: ExpectedLevels;
  /** How many WorkerRequests this request became, over all workers. */
  readonly workerRequests?: number;
  /** When the terminal reply arrives. */
  readonly at?: Interval;
}

/** One level event, once for each of the sources. */
export interface ExpectedEvent {
  /** Worker ids. */
  readonly sources: readonly string[];
  readonly previous: DetailName;
  readonly effective: DetailName;
  readonly transition: "lease_apply" | "lease_clear" | "lease_tick_expired";
  /** `null`: absent. */
  readonly clientId: string | null;
  readonly at: Interval;
}

/**
 * About the level events of workers that one actor saw in an interval: exactly these, each as
 * often as it is listed, in any order between workers and in this order for each worker.
 */
export interface EventsExpectation extends Words {
  readonly events: {
    readonly actor: string;
    /** The whole run unless told. */
    readonly within?: Interval;
    readonly exactly: readonly ExpectedEvent[];
  };
}

/** About the lines that a node wrote to its log. */
export interface LogExpectation extends Words {
  readonly log: {
    readonly node: NodeName;
    /** Every line that counts has all of these, in any case of letters. */
    readonly includes: readonly string[];
    readonly within?: Interval;
    /** The least and the most lines. */
    readonly lines: readonly [number, number];
  };
}

/** About what a node stored under a name: written at least once, and never with these bytes in it. */
export interface StoredExpectation extends Words {
  readonly stored: {
    readonly node: NodeName;
    readonly name: string;
    readonly excludes: readonly string[];
  };
}

/** About an exchange as its client saw it. */
export interface ExchangeExpectation extends Words {
  /** Its label. */
  readonly exchange: string;
  /** One of these; `open`: it had none when the run was over. */
  readonly end?: readonly (ExchangeEnd | "open")[];
  /** Of the answer, one of these; 0: none came. */
  readonly statuses?: readonly number[];
  readonly interims?: readonly number[];
  /** Of the answer's body. */
  readonly bytes?: number;
  /** When it ended. */
  readonly at?: Interval;
  /** How many origins got it. */
  readonly origins?: number;
}

export type Expectation =
  StepExpectation | EventsExpectation | LogExpectation | StoredExpectation | ExchangeExpectation;
