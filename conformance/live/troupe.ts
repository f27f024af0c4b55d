// The processes that play the actors of live cases. To the proxy an actor is a process, so actors that
// are different processes in a scenario are different processes here; those that are done play again.
// None of them is the runner: what it judges meanwhile must not make an actor late.
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { ActorJournal, Scenario, TraceEvent } from "../../sim/index.ts";
import { unpackedEvent } from "./http/packed-exchange.ts";
import { type PlayOrder, type PlayReport, type QuietReport, unpacked } from "./parcel.ts";

/** Actors that share a pid, in the order of the scenario. */
function processesOf({ actors }: Scenario): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const [name, spec] of Object.entries(actors)) {
    // Who a client of the data plane is, nobody asks.
    const own = spec.kind.startsWith("http-") ? "http" : name;
    const pid = "pid" in spec ? String(spec.pid) : own;
    groups.set(pid, [...(groups.get(pid) ?? []), name]);
  }
  return [...groups.values()];
}

export interface Performance {
  readonly journals: readonly ActorJournal[];
  /** What those who speak HTTP did and saw. */
  readonly tape: readonly TraceEvent[];
  /** By actor: the process that it was. */
  readonly pids: ReadonlyMap<string, number>;
  /** The longest time for which one of the processes was kept from what it had to do. */
  readonly lagMicros: number;
}

export interface Direction {
  /** Ends the play early; nothing comes of it. */
  readonly stop?: AbortSignal;
  /** The play may end once this is over and nobody waits for anything; to its very end, if absent. */
  readonly until?: Promise<unknown>;
}

interface Part {
  readonly actors: readonly string[];
  readonly child: ChildProcess;
}

export class Troupe {
  private readonly idle: ChildProcess[] = [];

  async play(
    order: Omit<PlayOrder, "actors" | "kind">,
    { stop, until }: Direction = {},
  ): Promise<Performance> {
    const groups = processesOf(order.scenario);
    await this.gather(order.scenario);
    const parts = groups.flatMap((actors): Part[] => {
      const child = this.idle.pop();
      return child === undefined ? [] : [{ actors, child }];
    });
    const quiet = parts.map(async ({ child }) => quietOf(child));
    const reports = parts.map(async (part) => this.elsewhere(part, order, stop));
    if (until !== undefined) {
      void Promise.all([until, ...quiet]).then(() => {
        for (const { child } of parts) if (child.connected) child.send({ kind: "close" });
      });
    }
    const played = await Promise.all(reports);
    const journals = played.flatMap((report) => report?.journals.map(unpacked) ?? []);
    const byName = new Map(journals.map((journal) => [journal.actor, journal]));
    return {
      tape: played.flatMap((report) => report?.tape.map(unpackedEvent) ?? []),
      journals: Object.keys(order.scenario.actors).flatMap((name) => byName.get(name) ?? []),
      pids: new Map(
        parts.flatMap(({ actors, child }) => actors.map((name) => [name, child.pid ?? 0] as const)),
      ),
      lagMicros: played.reduce((most, report) => Math.max(most, report?.lagMicros ?? 0), 0),
    };
  }

  /** The processes that have to be there before a scenario begins. */
  async gather(scenario: Scenario): Promise<void> {
    const missing = Math.max(0, processesOf(scenario).length - this.idle.length);
    const started = Array.from({ length: missing }, () => this.start());
    this.idle.push(...(await Promise.all(started)));
  }

  dismiss(): void {
    for (const child of this.idle.splice(0)) child.disconnect();
  }

  /** Undefined when it was stopped. */
  private async elsewhere(
    { actors, child }: Part,
    order: Omit<PlayOrder, "actors" | "kind">,
    stop: AbortSignal | undefined,
  ): Promise<PlayReport | undefined> {
    return await new Promise((resolve, reject) => {
      const over = (): void => {
        child.off("exit", left);
        child.off("message", heard);
        stop?.removeEventListener("abort", stopped);
      };
      const left = (code: number | null): void => {
        over();
        reject(new Error(`an actor process ended with ${code ?? "a signal"}`));
      };
      const stopped = (): void => {
        over();
        child.kill("SIGKILL");
        resolve(undefined);
      };
      const heard = (report: PlayReport | QuietReport): void => {
        if (report.kind !== "played") return;
        over();
        this.idle.push(child);
        resolve(report);
      };
      child.on("exit", left);
      child.on("message", heard);
      stop?.addEventListener("abort", stopped, { once: true });
      child.send({ ...order, kind: "play", actors });
    });
  }

  /** Resolves when it says that it is ready to play. */
  private async start(): Promise<ChildProcess> {
    const child = fork(join(import.meta.dirname, "actor-process.js"), {
      serialization: "advanced",
    });
    await new Promise((resolve, reject) => {
      child.once("message", resolve);
      child.once("exit", reject);
      child.once("error", reject);
    });
    child.removeAllListeners("exit");
    return child;
  }
}

/** Resolves when it waits for nothing any more, or has played. */
async function quietOf(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve) => {
    child.once("message", () => {
      resolve();
    });
  });
}
