// STATUS-PER-WORKER: the aggregate carries the values of exactly those workers that succeeded, each
// as that worker gave them. Judged while nothing else is wrong, since it repeats what workers say.
import type {
  FleetStatus,
  Observation,
  ReplyWritten,
  WorkerStatus,
} from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Exchange } from "../exchanges.ts";
import type { Verdicts } from "../verdicts.ts";

const rule = "STATUS-PER-WORKER";

export class AggregateChecker implements Checker {
  readonly kinds = ["reply"] as const;
  private readonly verdicts: Verdicts;

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number, exchange: Exchange | undefined): void {
    if (exchange === undefined || observation.kind !== "reply" || this.verdicts.broken) return;
    const expected = succeeded(exchange);
    if (expected.size === 0 && observation.fleet === undefined) return;
    this.judge(expected, observation, index);
  }

  private judge(
    expected: ReadonlyMap<number, WorkerStatus>,
    reply: ReplyWritten,
    index: number,
  ): void {
    const shown = reply.fleet?.workers ?? new Map<number, WorkerStatus>();
    if (!sameWorkers(expected, shown)) {
      this.verdicts.violated({
        rule,
        index,
        at: reply.at,
        message: "the aggregate does not repeat what the workers answered",
        expected: text(expected),
        actual: text(shown),
      });
      return;
    }
    const { fleet } = reply;
    if (fleet === undefined || shown.size === 0) return;
    if (this.verdicts.counted(rule)) this.sample(fleet, withOneMore(shown), index);
    if (shown.size > 1 && this.verdicts.counted(rule)) {
      this.sample(fleet, new Map([...shown].slice(1)), index);
    }
  }

  private sample(fleet: FleetStatus, workers: Map<number, WorkerStatus>, index: number): void {
    this.verdicts.sample(rule, index, { field: "fleet", value: { ...fleet, workers } });
  }
}

/** What would be shown, had the first worker counted one lease more. */
function withOneMore(shown: ReadonlyMap<number, WorkerStatus>): Map<number, WorkerStatus> {
  const [first] = shown;
  if (first === undefined) throw new Error("somebody's values are shown");
  const [worker, status] = first;
  return new Map(shown).set(worker, { ...status, count: status.count + 1 });
}

/** The workers whose OK the master heard before it replied. */
function succeeded(exchange: Exchange): Map<number, WorkerStatus> {
  const found = new Map<number, WorkerStatus>();
  for (const [worker, answer] of exchange.answers) {
    if (answer.status !== "ok" || answer.detail === undefined || !exchange.heard.has(worker))
      continue;
    found.set(worker, answer.detail);
  }
  return found;
}

function sameWorkers(
  a: ReadonlyMap<number, WorkerStatus>,
  b: ReadonlyMap<number, WorkerStatus>,
): boolean {
  if (a.size !== b.size) return false;
  for (const [worker, status] of a) {
    const other = b.get(worker);
    if (other === undefined || !sameStatus(status, other)) return false;
  }
  return true;
}

function sameStatus(a: WorkerStatus, b: WorkerStatus): boolean {
  return (
    a.configured === b.configured &&
    a.effective === b.effective &&
    a.previous === b.previous &&
    a.count === b.count
  );
}

function text(workers: ReadonlyMap<number, WorkerStatus>): string {
  return [...workers]
    .sort(([a], [b]) => a - b)
    .map(([worker, s]) => `${worker}: ${s.configured}/${s.effective}/${s.previous} x${s.count}`)
    .join(", ");
}
