// One exchange and what was seen around it: how it was asked, who got it, who ended it, what was dialled
// and what the world did meanwhile. Rows and faults are told from this and from nothing else.
import type { Scenario, Step } from "../../../sim/index.ts";
import { listAt, setAt } from "../../grouped.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";

export type ActorStepSeen = Step & { readonly actor: string };

export interface Told {
  readonly client: ExchangeEnded;
  readonly asked: ActorStepSeen | undefined;
  /** What origins made of it, in the order in which they ended. */
  readonly origins: readonly ExchangeEnded[];
  /** How often it was sent to a back end. */
  readonly sent: number;
  /** Of dials while it was under way. */
  readonly refusedDials: number;
  /** Exchanges of its connection that had ended well before it began. */
  readonly earlier: number;
  /** The last of its connection, which the proxy ended while nothing was under way. */
  readonly isLastOfIdle: boolean;
  /** Steps of its client on its connection while it was under way. */
  readonly acts: readonly ActorStepSeen[];
  /** Steps of the world and orders to it while it was under way. */
  readonly events: readonly Step[];
  /** When its answer began to leave the proxy; HTTP/1 only. */
  readonly headAt: number | undefined;
}

interface Gathered {
  readonly clients: ExchangeEnded[];
  readonly origins: Map<string, ExchangeEnded[]>;
  readonly sent: Map<string, Set<number>>;
  readonly refused: number[];
  /** By actor and its own number of a connection. */
  readonly overs: Map<string, { readonly at: number; readonly isByProxy: boolean }>;
  readonly heads: Map<string, number[]>;
}

export function toldOf(scenario: Scenario, observations: readonly Observation[]): readonly Told[] {
  const gathered = gather(observations);
  const steps = new StepIndex(scenario.steps);
  const byConnection = new Map<string, ExchangeEnded[]>();
  for (const one of gathered.clients) listAt(byConnection, connectionOf(one)).push(one);
  return gathered.clients.map((client) => {
    const key = connectionOf(client);
    const siblings = byConnection.get(key) ?? [];
    const over = gathered.overs.get(key);
    const isLast = siblings.every(
      ({ at, ordinal }) => ordinal <= client.ordinal && at <= client.at,
    );
    return {
      client,
      asked: steps.asking(client.label),
      origins: gathered.origins.get(client.label) ?? [],
      sent: gathered.sent.get(client.label)?.size ?? 0,
      refusedDials: gathered.refused.filter((at) => isWithin(at, client)).length,
      earlier: siblings.filter(({ at, end }) => end === "complete" && at <= client.startedAt)
        .length,
      isLastOfIdle: isLast && over?.isByProxy === true && over.at > client.at,
      acts: steps.ofConnection(client),
      events: steps.ofWorld(client),
      headAt: gathered.heads.get(key)?.find((at) => isWithin(at, client)),
    };
  });
}

function isWithin(at: number, { startedAt, at: endedAt }: ExchangeEnded): boolean {
  return startedAt <= at && at <= endedAt;
}

function connectionOf({ actor, conn }: { readonly actor: string; readonly conn: number }): string {
  return `${actor} ${conn}`;
}

/** Whether `toldOf` looks at it. */
export function isTold(seen: Observation): boolean {
  switch (seen.kind) {
    case "exchange-ended":
    case "http-opened":
    case "http-over":
    case "traffic-settled":
      return true;
    case "traffic-request":
      return seen.side === "back" && seen.label !== "";
    case "traffic-passed":
      return seen.status !== undefined;
    default:
      return false;
  }
}

function gather(observations: readonly Observation[]): Gathered {
  const gathered: Gathered = {
    clients: [],
    origins: new Map(),
    sent: new Map(),
    refused: [],
    overs: new Map(),
    heads: new Map(),
  };
  const links = new Map<number, string>();
  for (const seen of observations) {
    switch (seen.kind) {
      case "exchange-ended":
        if (seen.role === "client") gathered.clients.push(seen);
        else listAt(gathered.origins, seen.label).push(seen);
        break;
      case "http-opened":
        links.set(seen.link, connectionOf(seen));
        break;
      case "http-over":
        over(gathered, links.get(seen.link), seen);
        break;
      case "traffic-settled":
        if (seen.side === "back" && seen.outcome !== "connected") gathered.refused.push(seen.at);
        break;
      case "traffic-request":
        if (seen.side === "back" && seen.label !== "")
          setAt(gathered.sent, seen.label).add(seen.link);
        break;
      case "traffic-passed":
        if (seen.side === "front" && seen.by === "proxy" && seen.status !== undefined) {
          listAt(gathered.heads, links.get(seen.link) ?? "").push(seen.at);
        }
        break;
      default:
    }
  }
  return gathered;
}

function over(
  { overs }: Gathered,
  key: string | undefined,
  { at, how }: { readonly at: number; readonly how: string },
): void {
  if (key === undefined || overs.has(key)) return;
  overs.set(key, { at, isByProxy: how.startsWith("was-") });
}

const lastNumber = /\d+$/u;

/** The steps of a scenario by whom they are about. */
class StepIndex {
  private readonly byLabel = new Map<string, ActorStepSeen>();
  private readonly byConnection = new Map<string, ActorStepSeen[]>();
  private readonly world: Step[] = [];

  constructor(steps: readonly Step[]) {
    for (const step of steps) {
      if (!("actor" in step) || step.do === "request") this.world.push(step);
      else if (step.do === "fetch" || step.do === "say") this.asked(step);
      else listAt(this.byConnection, `${step.actor} ${step.connection ?? "main"}`).push(step);
    }
  }

  asking(label: string): ActorStepSeen | undefined {
    return this.byLabel.get(label.replace(lastNumber, "{n}"));
  }

  ofConnection(client: ExchangeEnded): readonly ActorStepSeen[] {
    const all = this.byConnection.get(`${client.actor} ${client.connection}`) ?? [];
    return all.filter(({ at }) => isWithin(at, client));
  }

  ofWorld(client: ExchangeEnded): readonly Step[] {
    return this.world.filter(({ at }) => isWithin(at, client));
  }

  private asked(step: ActorStepSeen & { readonly do: "fetch" | "say" }): void {
    if (step.label !== undefined) this.byLabel.set(step.label, step);
  }
}
