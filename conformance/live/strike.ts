// What befalls the workers of a launched proxy: the steps of the world, carried out on their processes
// at their instants.
import { setTimeout as pause } from "node:timers/promises";
import type { Scenario, Step } from "../../sim/index.ts";
import type { HistoryWorker } from "../history/history.ts";
import { workerOf } from "../observe/worker-name.ts";
import type { Launched } from "./launched.ts";

export interface Struck {
  /** How long the workers lived that were killed. */
  readonly lives: ReadonlyMap<number, HistoryWorker>;
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

export async function strike(
  scenario: Scenario,
  instance: Launched,
  startNanos: bigint,
  stop: AbortSignal,
): Promise<Struck> {
  const lives = new Map<number, HistoryWorker>();
  const steps = scenario.steps
    .flatMap((step) => (isStroke(step) ? [step] : []))
    .sort((left, right) => left.at - right.at);
  if (steps.length === 0) return { lives, missed: undefined };
  let pids = await instance.workerPids();
  const now = (): number => Number((process.hrtime.bigint() - startNanos) / 1_000n);
  for (const { at, node, do: act } of steps) {
    const left = Math.max(0, (at - now()) / 1_000);
    await pause(left, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) break;
    const worker = workerOf(node) ?? -1;
    // One that took the place of another was not there before.
    if (!pids.has(worker)) pids = await instance.workerPids();
    const pid = pids.get(worker);
    if (pid === undefined || pid === 0 || !signalled(pid, signals[act])) {
      return { lives, missed: `there is no process of ${node} to ${act}` };
    }
    if (act === "kill") lives.set(worker, { t: "worker", worker, until: now() });
  }
  return { lives, missed: undefined };
}

function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
