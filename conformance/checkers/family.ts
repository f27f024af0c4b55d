// What a family of rules declares of itself, in the `family.ts` of its own folder: the rules that it
// can judge, and the checkers that judge them. `families.ts` lists the families; nothing else does.
import type { StatsdSettings } from "../../sim/index.ts";
import type { Request } from "../../wire/index.ts";
import type { LeaseConstants } from "../model/constants.ts";
import type { Checker } from "./checker.ts";
import type { LifeLimits } from "./live/ends-checker.ts";
import type { Exchanges } from "./exchanges.ts";
import type { Breaches } from "./traffic/breaches.ts";
import type { Traffic } from "./traffic/traffic.ts";
import type { Verdicts } from "./verdicts.ts";

/** What the scenario configured. */
export interface WorldLimits {
  readonly workerTimeoutMicros: number;
  /** The largest frame of every channel, prefix included. */
  readonly frameBytesMax: number;
  /** How long a client's connection may be there without a byte. */
  readonly sessions: LifeLimits;
  /** What the master is configured with before anybody asks for anything. */
  readonly boot: BootFacts;
  /** Where the workers send their metrics; absent: nowhere. */
  readonly statsd?: StatsdSettings | undefined;
  /** Where each origin listens, as `host:port`; absent: nobody knows. */
  readonly origins?: ReadonlyMap<string, string>;
}

export interface BootFacts {
  readonly requests: readonly Request[];
  /** The name of the file that is loaded at the start. */
  readonly savedState: string | undefined;
}

/** What a checker is made of. One context is one run. */
export interface CheckerContext {
  /** The configured level of the fleet. */
  readonly floor: number;
  readonly constants: LeaseConstants;
  readonly world: WorldLimits;
  /** False where a script drives the workers: then there is no master to judge. */
  readonly hasMaster: boolean;
  readonly verdicts: Verdicts;
  readonly exchanges: Exchanges;
  /** For those that name it among their models. */
  readonly traffic: Traffic;
  /** The same: who broke the rules of a whole connection of HTTP/2, and when. */
  readonly breaches: Breaches;
}

export interface Family {
  /** The part of its rules' ids before the first hyphen. */
  readonly name: string;
  /** The rules that its checkers, or those of another family, can judge; the others are uncovered. */
  readonly rules: readonly string[];
  /**
   * Judge what a message says. They stand before the checkers of every family that judge what
   * follows from it, so that a fault is reported where it began.
   */
  readonly messages?: (context: CheckerContext) => readonly Checker[];
  /** Judge what follows from the messages. */
  readonly effects?: (context: CheckerContext) => readonly Checker[];
}
