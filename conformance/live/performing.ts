// Plays what was planned: several cases at a time, each against an instance of its own, those that take
// longest first; then, one by one, those that may take all that the machine has. What runs already is asked by one case
// at a time.
import { setMaxListeners } from "node:events";
import type { CaseRecord } from "../../reports/index.ts";
import type { WorldSettings } from "../../sim/index.ts";
import { rules } from "../rules/registry.ts";
import type { Case } from "../runner/cases.ts";
import { Tally } from "../runner/tally.ts";
import { Attached } from "./attached.ts";
import { playInOrder } from "./attempts.ts";
import type { Bearing } from "./bearing.ts";
import { liveRecord, unplayed } from "./case-record.ts";
import type { Harm } from "./harmful.ts";
import { Instance, TargetError } from "./instance.ts";
import type { Launched } from "./launched.ts";
import type { LiveSuiteOptions } from "./live-suite.ts";
import type { StrayRegister } from "./strays.ts";
import { inRealTime, type RealTime } from "./timeline.ts";
import { Troupe } from "./troupe.ts";

export interface Planned {
  readonly one: Case;
  readonly bearing: Bearing;
  readonly harm: Harm;
}

interface Playable extends Planned {
  readonly bearing: Extract<Bearing, { kind: "plays" }>;
}

export interface Performed {
  readonly tally: Tally;
  readonly records: ReadonlyMap<string, CaseRecord>;
  readonly targetError: string | undefined;
}

export interface PerformOptions extends LiveSuiteOptions {
  readonly register: StrayRegister;
  readonly time: RealTime;
}

/** A target that came up before is given that many chances to do so again. */
const launchesMax = 3;

export async function performAll(
  plan: readonly Planned[],
  options: PerformOptions,
): Promise<Performed> {
  const performing = new Performing(options);
  const { time, description } = options;
  const playable = plan.flatMap(({ one, bearing, harm }): Playable[] =>
    bearing.kind === "plays" ? [{ one, bearing, harm }] : [],
  );
  const micros = new Map(
    playable.map((each) => [each, inRealTime(each.bearing.scenario, time).endMicros]),
  );
  const longestFirst = playable.toSorted((a, b) => (micros.get(b) ?? 0) - (micros.get(a) ?? 0));
  performing.planned = playable.length;
  const jobs = description.by.kind === "attach" ? 1 : (options.jobs ?? description.jobs);
  await performing.play(
    longestFirst.filter(({ harm }) => harm !== "alone"),
    jobs,
  );
  await performing.play(
    playable.filter(({ harm }) => harm === "alone"),
    1,
  );
  return performing;
}

class Performing implements Performed {
  // What a case expects is judged here, whether or not a checker of the simulator judges the rule.
  readonly tally: Tally = new Tally(new Set(rules.map(({ id }) => id)));
  readonly records: Map<string, CaseRecord> = new Map<string, CaseRecord>();
  targetError: string | undefined;
  planned = 0;
  private begun = 0;
  private cameUp = false;
  private readonly options: PerformOptions;
  private readonly failed = new AbortController();
  private readonly ends: AbortSignal;

  constructor(options: PerformOptions) {
    this.options = options;
    this.ends = AbortSignal.any([options.stop, this.failed.signal]);
    // Every actor process of every instance listens.
    setMaxListeners(0, this.ends);
  }

  async play(cases: readonly Playable[], jobs: number): Promise<void> {
    const queue = [...cases];
    const work = async (): Promise<void> => {
      const troupe = new Troupe();
      try {
        for (
          let next = queue.shift();
          next !== undefined && !this.ends.aborted;
          next = queue.shift()
        ) {
          this.options.progress(this.begun++, this.planned, next.one.scenario.id);
          await this.playNext(troupe, next);
        }
      } finally {
        troupe.dismiss();
      }
    };
    await Promise.all(Array.from({ length: Math.min(jobs, cases.length) }, work));
    this.options.progress(this.planned, this.planned, "");
  }

  private async playNext(troupe: Troupe, { one, bearing, harm }: Playable): Promise<void> {
    const { description, time, judged } = this.options;
    const { id } = one.scenario;
    const stop = this.ends;
    const launch = async (world: WorldSettings): Promise<Launched> =>
      this.launch(world, harm !== "none");
    try {
      const run = await playInOrder(bearing, time, { description, launch, troupe, stop });
      if (this.ends.aborted) return;
      this.cameUp = true;
      judged?.(id, run);
      this.records.set(id, liveRecord(one, run, this.tally));
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      this.notCome(one, error);
    }
  }

  private async launch(world: WorldSettings, isCapped: boolean): Promise<Launched> {
    const { description, register } = this.options;
    if (description.by.kind === "attach") {
      const attached = new Attached(description.by.attach);
      if (await attached.isAtRest()) return attached;
      throw new TargetError("somebody holds leases in the proxy, or it does not answer");
    }
    for (let attempt = 1; ; attempt++) {
      try {
        return await Instance.launch({ description, world, register, stop: this.ends, isCapped });
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
      this.tally.leaveOpen(one.scenario.rules);
      this.records.set(one.scenario.id, unplayed(one, "inconclusive", message));
      return;
    }
    this.targetError = `${one.scenario.id}: ${message}`;
    this.failed.abort();
  }
}
