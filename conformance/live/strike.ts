// What befalls the workers of a launched proxy: the steps of the world, carried out on their processes
// at their instants.
import { setTimeout as pause } from "node:timers/promises";
import type { Scenario, Step } from "../../sim/index.ts";
import { workerOf } from "../observe/worker-name.ts";
import { type Comeback, comebackOf } from "./comeback.ts";
import { hasTraffic } from "./http/pace.ts";
import type { Launched } from "./launched.ts";
import type { Deaths } from "./followings.ts";
import type { Striker } from "./striker.ts";

export interface Struck {
  /** When each worker was killed, by its id. */
  readonly deaths: Deaths;
  /** When those that took their places were there. */
  readonly comebacks: readonly Comeback[];
  /** What could not be done. */
  readonly missed: string | undefined;
}

const signals = { kill: "SIGKILL", pause: "SIGSTOP", resume: "SIGCONT" } as const;

type Stroke = Step & {
  readonly at: number;
  readonly node: string;
  readonly do: keyof typeof signals;
};

/** What befalls an actor is its own process's affair. */
function isStroke(step: Step): step is Stroke {
  return step.do in signals && "node" in step && workerOf(step.node) !== undefined;
}

export interface Striking {
  readonly scenario: Scenario;
  readonly instance: Launched;
  readonly striker: Striker;
  readonly startNanos: bigint;
  /** How late a step may be. */
  readonly lateMicros: number;
  readonly stop: AbortSignal;
}

/** Within so much time nobody has to know when a process was struck. */
const strikeNanosMax = 20_000_000n;
/** How often it is looked for a worker that is not there yet. */
const lookMillis = 20;

export async function strike(striking: Striking): Promise<Struck> {
  const { scenario, instance, startNanos } = striking;
  const deaths = new Map<number, number>();
  const steps = scenario.steps
    .flatMap((step) => (isStroke(step) ? [step] : []))
    .sort((left, right) => left.at - right.at);
  if (steps.length === 0) return { deaths, comebacks: [], missed: undefined };
  const known = await instance.workerPids();
  const now = (): number => Number((process.hrtime.bigint() - startNanos) / 1_000n);
  const comebacks: Promise<Comeback>[] = [];
  let missed: string | undefined;
  for (const step of steps) {
    const struck = await strikeOne(striking, step, known);
    if (struck === undefined) break;
    missed = struck.missed;
    if (step.do === "kill" && struck.at !== undefined) {
      deaths.set(struck.worker, struck.at);
      const serves = hasTraffic(scenario);
      const killed = { at: struck.at, dead: new Set(deaths.keys()), count: known.size, serves };
      // Where nobody takes its place there is nobody to look for.
      if (scenario.world?.automaticRestart !== false) {
        comebacks.push(comebackOf(instance, killed, now));
      }
    }
    if (missed !== undefined) break;
  }
  return { deaths, comebacks: await Promise.all(comebacks), missed };
}

interface Stricken {
  readonly worker: number;
  /** Undefined when nobody was there. */
  readonly at: number | undefined;
  readonly missed: string | undefined;
}

/** Undefined when the run is stopped. */
async function strikeOne(
  striking: Striking,
  { at, node, do: act }: Stroke,
  known: ReadonlyMap<number, number>,
): Promise<Stricken | undefined> {
  const { striker, startNanos, lateMicros, stop } = striking;
  const worker = workerOf(node) ?? -1;
  const pid = known.get(worker) ?? (await pidOf(worker, at, striking));
  if (stop.aborted) return undefined;
  const order = { pid, signal: signals[act], atNanos: startNanos + BigInt(at) * 1_000n };
  const struck = pid === 0 ? undefined : await striker.strike(order);
  if (struck?.wasThere !== true) {
    return { worker, at: undefined, missed: `there is no process of ${node} to ${act}` };
  }
  const struckAt = Number((struck.nanos - startNanos) / 1_000n);
  const isLate = struckAt > at + lateMicros || struck.tookNanos > strikeNanosMax;
  return { worker, at: struckAt, missed: isLate ? `${act} of ${node} came too late` : undefined };
}

/** Of one that takes the place of another: it was not there before. 0 when it does not come. */
async function pidOf(
  worker: number,
  at: number,
  { instance, startNanos, lateMicros, stop }: Striking,
): Promise<number> {
  const until = startNanos + BigInt(at + lateMicros) * 1_000n;
  while (process.hrtime.bigint() < until && !stop.aborted) {
    const pid = (await instance.workerPids()).get(worker);
    if (pid !== undefined) return pid;
    await pause(lookMillis);
  }
  return 0;
}
