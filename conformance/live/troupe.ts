// The processes that play the actors of live cases. To the proxy an actor is a process, so actors that
// are different processes in a scenario are different processes here; those that are done play again.
// None of them is the runner: what it judges meanwhile must not make an actor late.
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { ActorJournal, Scenario } from "../../sim/index.ts";
import { type PlayOrder, type PlayReport, unpacked } from "./parcel.ts";

/** Actors that share a pid, in the order of the scenario. */
export function processesOf({ actors }: Scenario): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const [name, spec] of Object.entries(actors)) {
    const pid = "pid" in spec ? String(spec.pid) : name;
    groups.set(pid, [...(groups.get(pid) ?? []), name]);
  }
  return [...groups.values()];
}

export class Troupe {
  private readonly idle: ChildProcess[] = [];

  async play(
    order: Omit<PlayOrder, "actors">,
    stop?: AbortSignal,
  ): Promise<readonly ActorJournal[]> {
    const journals = await Promise.all(
      processesOf(order.scenario).map(async (actors) => this.elsewhere({ ...order, actors }, stop)),
    );
    const byName = new Map(journals.flat().map((journal) => [journal.actor, journal]));
    return Object.keys(order.scenario.actors).flatMap((name) => byName.get(name) ?? []);
  }

  /** How many processes have to be there before a scenario begins. */
  async gather(count: number): Promise<void> {
    const missing = Math.max(0, count - this.idle.length);
    const started = Array.from({ length: missing }, () => this.start());
    this.idle.push(...(await Promise.all(started)));
  }

  dismiss(): void {
    for (const child of this.idle.splice(0)) child.disconnect();
  }

  private async elsewhere(
    order: PlayOrder,
    stop: AbortSignal | undefined,
  ): Promise<readonly ActorJournal[]> {
    const child = this.idle.pop() ?? (await this.start());
    return await new Promise((resolve, reject) => {
      const left = (code: number | null): void => {
        reject(new Error(`an actor process ended with ${code ?? "a signal"}`));
      };
      const stopped = (): void => {
        child.off("exit", left);
        child.kill("SIGKILL");
        resolve([]);
      };
      child.once("exit", left);
      stop?.addEventListener("abort", stopped, { once: true });
      child.once("message", (report: PlayReport) => {
        child.off("exit", left);
        stop?.removeEventListener("abort", stopped);
        this.idle.push(child);
        resolve(report.journals.map(unpacked));
      });
      child.send(order);
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
