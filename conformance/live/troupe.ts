// The processes that play the actors of live cases. To the proxy an actor is a process, so actors that
// are different processes in a scenario are different processes here. To different proxies they may be
// the same: a process has a part in several performances at a time, because most of each is waiting and
// a process takes longer to make than many a case to play. None of them is the runner: what it judges
// meanwhile must not make an actor late.
import type { ActorJournal, Scenario, TraceEvent } from "../../sim/index.ts";
import { listAt } from "../grouped.ts";
import { unpackedEvent } from "./http/packed-exchange.ts";
import { Member } from "./member.ts";
import { type PlayOrder, unpacked } from "./parcel.ts";

/** Actors that share a pid, in the order of the scenario. What StatsD lines go to is the runner's own. */
function processesOf({ actors }: Scenario): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const [name, spec] of Object.entries(actors)) {
    if (spec.kind === "statsd-sink") continue;
    // Who a client of the data plane is, nobody asks.
    const own = spec.kind.startsWith("http-") ? "http" : name;
    const pid = "pid" in spec ? String(spec.pid) : own;
    listAt(groups, pid).push(name);
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

/** In how many performances one process has a part at a time. */
const partsMax = 6;

export class Troupe {
  private readonly members = new Set<Member>();
  private last = 0;

  /** Resolves when everybody is there whom the scenario needs. */
  async gather(scenario: Scenario): Promise<Cast> {
    const groups = processesOf(scenario);
    const free = [...this.members]
      .filter(({ parts }) => parts < partsMax)
      .sort((left, right) => left.parts - right.parts);
    const parts = groups.map((actors, at): Part => {
      const member = free[at] ?? this.newMember();
      member.parts += 1;
      return { actors, member };
    });
    await Promise.all(parts.map(async ({ member }) => member.ready));
    return new Cast(++this.last, parts);
  }

  dismiss(): void {
    for (const member of this.members) member.dismiss();
    this.members.clear();
  }

  private newMember(): Member {
    const member = new Member();
    this.members.add(member);
    return member;
  }
}

interface Part {
  readonly actors: readonly string[];
  readonly member: Member;
}

/** Who plays in one performance. It is given once. */
export class Cast {
  private readonly number: number;
  private readonly parts: readonly Part[];

  constructor(number: number, parts: readonly Part[]) {
    this.number = number;
    this.parts = parts;
  }

  async play(
    order: Omit<PlayOrder, "actors" | "kind" | "performance">,
    { stop, until }: Direction = {},
  ): Promise<Performance> {
    const performance = this.number;
    const stopped = (): void => {
      for (const { member } of this.parts) member.stop();
    };
    stop?.addEventListener("abort", stopped, { once: true });
    const stages = this.parts.map(({ actors, member }) => {
      let quiet = (): void => undefined;
      const isQuiet = new Promise<void>((resolve) => {
        quiet = resolve;
      });
      const mine: PlayOrder = { ...order, kind: "play", performance, actors };
      return { isQuiet, played: member.play(mine, quiet) };
    });
    if (until !== undefined) {
      void Promise.all([until, ...stages.map(({ isQuiet }) => isQuiet)]).then(() => {
        for (const { member } of this.parts) member.close(performance);
      });
    }
    const played = await Promise.all(stages.map(async (stage) => stage.played));
    stop?.removeEventListener("abort", stopped);
    for (const { member } of this.parts) member.parts -= 1;
    const journals = played.flatMap((report) => report?.journals.map(unpacked) ?? []);
    const byName = new Map(journals.map((journal) => [journal.actor, journal]));
    return {
      tape: played.flatMap((report) => report?.tape.map(unpackedEvent) ?? []),
      journals: Object.keys(order.scenario.actors).flatMap((name) => byName.get(name) ?? []),
      pids: new Map(
        this.parts.flatMap(({ actors, member }) => actors.map((name) => [name, member.pid])),
      ),
      lagMicros: played.reduce((most, report) => Math.max(most, report?.lagMicros ?? 0), 0),
    };
  }
}
