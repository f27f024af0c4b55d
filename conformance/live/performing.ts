// Plays what was planned: several cases at a time, each against an instance of its own, those that take
// longest first; then those that may take all the CPU there is, a few at a time and behind everybody else.
// What runs already is asked by one case at a time.
import { setMaxListeners } from "node:events";
import { availableParallelism } from "node:os";
import type { Scenario, WorldSettings } from "../../sim/index.ts";
import type { Case } from "../runner/cases.ts";
import { Attached } from "./attached.ts";
import { playInOrder } from "./attempts.ts";
import type { Abilities, Bearing } from "./bearing.ts";
import { Came } from "./came.ts";
import { liveRecord, unplayed } from "./case-record.ts";
import type { Harm } from "./harmful.ts";
import { Networks } from "./http/placing.ts";
import { Instance } from "./instance.ts";
import { TargetError } from "./process-group.ts";
import type { Launched } from "./launched.ts";
import type { LiveSuiteOptions } from "./live-suite.ts";
import type { StrayRegister } from "./strays.ts";
import { Judging } from "./judging.ts";
import type { Launching } from "./live-case.ts";
import { PeerInstance } from "./peers/peer-instance.ts";
import { Phases } from "./phases.ts";
import { longestFirst, Planner } from "./planner.ts";
import type { RealTime } from "./timeline.ts";
import { Striker } from "./striker.ts";
import { Troupe } from "./troupe.ts";

export interface Planned {
  readonly one: Case;
  readonly harm: Harm;
  /** It may harm a proxy that nobody wants harmed. */
  readonly isForbidden: boolean;
}

export interface Performed {
  readonly came: Came;
  readonly targetError: string | undefined;
  readonly phases: Phases;
  /** How many cases were not as the baseline has them at the first attempt. */
  readonly departed: number;
}

/** Without a target there is nothing to play. */
export function performNothing(): Performed {
  return { came: new Came(), targetError: undefined, phases: new Phases(), departed: 0 };
}

export interface PerformOptions extends LiveSuiteOptions {
  readonly register: StrayRegister;
  readonly time: RealTime;
  readonly abilities: Abilities;
}

/** How many of those that may spin run at a time: no more than there are processors to spin on. */
const spinningMax = 2;

/**
 * Where more cases than that are not as listed, the list is of another target: to play them all again, one
 * after the other, would take an hour and tell nothing.
 */
export const departedMax = 60;

/** A target that came up before is given that many chances to do so again. */
const launchesMax = 3;

export async function performAll(
  plan: readonly Planned[],
  options: PerformOptions,
): Promise<Performed> {
  const { time, abilities, stop, description } = options;
  const open = plan.filter(({ isForbidden }) => !isForbidden);
  const scenarios = open.map(({ one }) => one.scenario);
  const planner = new Planner(scenarios, { time, abilities, stop });
  const performing = new Performing(options, planner);
  for (const { one } of plan.filter(({ isForbidden }) => isForbidden)) {
    performing.leave(one, "it may harm a proxy, and this one runs already");
  }
  const place = new Map(longestFirst(scenarios, time).map(({ id }, at) => [id, at]));
  const inOrder = open.toSorted(
    (a, b) => (place.get(a.one.scenario.id) ?? 0) - (place.get(b.one.scenario.id) ?? 0),
  );
  performing.planned = open.length;
  const jobs = description.by.kind === "attach" ? 1 : (options.jobs ?? description.jobs);
  try {
    await performing.play(
      inOrder.filter(({ harm }) => harm !== "alone"),
      jobs,
    );
    await performing.play(
      inOrder.filter(({ harm }) => harm === "alone"),
      Math.min(jobs, spinningMax, availableParallelism()),
    );
    await performing.playAgain(inOrder, options.retries);
  } finally {
    await performing.end();
  }
  return performing;
}

/** What an instance is launched for. */
interface Order {
  readonly world: WorldSettings;
  readonly scenario: Scenario;
  readonly isCapped: boolean;
}

class Performing implements Performed {
  readonly came: Came;
  departed = 0;
  targetError: string | undefined;
  readonly phases: Phases = new Phases();
  planned = 0;
  private begun = 0;
  private cameUp = false;
  private readonly options: PerformOptions;
  private readonly planner: Planner;
  private readonly troupe = new Troupe();
  private readonly striker = new Striker();
  private readonly judging = new Judging();
  private readonly networks = new Networks();
  private readonly failed = new AbortController();
  private readonly ends: AbortSignal;

  constructor(options: PerformOptions, planner: Planner) {
    const { baseline } = options;
    this.options = options;
    this.planner = planner;
    this.came = new Came(baseline && ((record) => baseline.inUse.fitOf(record)));
    this.ends = AbortSignal.any([options.stop, this.failed.signal]);
    // Every actor process of every instance listens.
    setMaxListeners(0, this.ends);
  }

  async play(cases: readonly Planned[], jobs: number): Promise<void> {
    const queue = [...cases];
    const work = async (): Promise<void> => {
      for (
        let next = queue.shift();
        next !== undefined && !this.ends.aborted;
        next = queue.shift()
      ) {
        const { id } = next.one.scenario;
        const bearing = await this.phases.during("planning", this.planner.bearingOf(id));
        this.options.progress(this.begun++, this.planned, id);
        if (bearing?.kind === "plays") await this.playNext(next, bearing);
        else if (bearing !== undefined) this.leave(next.one, bearing.why);
      }
    };
    await Promise.all(Array.from({ length: Math.min(jobs, cases.length) }, work));
    this.options.progress(this.planned, this.planned, "");
  }

  /** What is not as the baseline has it, alone, until it is or there are no attempts left. */
  async playAgain(cases: readonly Planned[], retries: number): Promise<void> {
    const open = (): Planned[] => cases.filter(({ one }) => this.came.isOpen(one.scenario.id));
    this.departed = open().length;
    if (this.departed > departedMax) return;
    for (let attempt = 0; attempt < retries && !this.ends.aborted; attempt++) {
      const left = open();
      this.planned += left.length;
      await this.play(left, 1);
    }
  }

  async end(): Promise<void> {
    this.troupe.dismiss();
    this.striker.dismiss();
    await Promise.all([this.planner.end(), this.judging.end()]);
  }

  /** It cannot be played. */
  leave(one: Case, why: string): void {
    this.came.add(unplayed(one, "unsupported", why));
  }

  private async playNext(
    { one, harm }: Planned,
    bearing: Extract<Bearing, { kind: "plays" }>,
  ): Promise<void> {
    const { description, time, judged } = this.options;
    const { id } = one.scenario;
    const stop = this.ends;
    const launch: Launching = async (world, scenario) =>
      this.launch({ world, scenario, isCapped: harm !== "none" });
    try {
      const run = await playInOrder(bearing, time, {
        ...{ description, launch, stop, troupe: this.troupe, networks: this.networks },
        ...{ striker: this.striker, judging: this.judging, phases: this.phases },
      });
      if (this.ends.aborted) return;
      this.cameUp = true;
      judged?.(id, run);
      this.came.add(liveRecord(one, run), run);
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      this.notCome(one, error);
    }
  }

  private async launch({ world, scenario, isCapped }: Order): Promise<Launched> {
    const { description, register } = this.options;
    if (description.by.kind === "attach") {
      const attached = new Attached(description.by.attach);
      if (await attached.isAtRest()) return attached;
      throw new TargetError("somebody holds leases in the proxy, or it does not answer");
    }
    for (let attempt = 1; ; attempt++) {
      try {
        const options = { description, register, stop: this.ends, isCapped };
        return await (description.peer === undefined
          ? Instance.launch({ ...options, world })
          : PeerInstance.launch({ ...options, scenario }));
      } catch (error) {
        const mayTry = this.cameUp && attempt < launchesMax && !this.ends.aborted;
        if (!(error instanceof TargetError) || !mayTry) throw error;
      }
    }
  }

  /** A target that came up for other cases has a reason of its own not to come up for this one. */
  private notCome(one: Case, { message }: TargetError): void {
    if (this.ends.aborted) return;
    if (this.cameUp) {
      this.came.add(unplayed(one, "inconclusive", message));
      return;
    }
    this.targetError = `${one.scenario.id}: ${message}`;
    this.failed.abort();
  }
}
