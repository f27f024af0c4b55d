// The ROUTE family, judged when a run is over: each request of a client against what was configured
// while it was under way.
import { listAt } from "../../grouped.ts";
import {
  blankConfiguration,
  type Configuration,
  configured,
} from "../../model/routing/configuration.ts";
import { type Asked, type Decision, decisions } from "../../model/routing/decision.ts";
import type { ExchangeBegun, ExchangeEnded } from "../../observe/data-plane.ts";
import type { HttpOpened, HttpOver } from "../../observe/http-traffic.ts";
import type { Observation } from "../../observe/observation.ts";
import type { TrafficEnded, TrafficOpened } from "../../observe/traffic.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { judgeAnswer } from "./answer-judge.ts";
import { judgeEdits } from "./edit-judge.ts";
import { judgeForward, type Surroundings } from "./forward-judge.ts";
import { type Finding, type Seen, valuesOf } from "./finding.ts";
import { type Contact, Places } from "./places.ts";

interface Era {
  /** The first and the last instant at which a worker may have gone by it. */
  readonly since: number;
  until: number;
  readonly config: Configuration;
}

const nobody: readonly Seen[] = [];
const standing = { firstOverAt: Infinity, lastOverAt: Infinity, watched: undefined };

/** What a request may come to under one configuration; undefined where that is not known. */
interface Choice {
  readonly config: Configuration;
  readonly decisions: readonly Decision[] | undefined;
}

interface Weighed {
  readonly client: Seen;
  /** Undefined where it is another rule's matter whether it asks for anything. */
  readonly choices: readonly Choice[] | undefined;
}

export class RouteChecker implements Checker, Surroundings {
  readonly kinds = [
    "http-opened",
    "http-accepted",
    "http-over",
    "worker-started",
    "order-done",
    "traffic-opened",
    "traffic-ended",
    "exchange-begun",
    "exchange-ended",
    "run-ended",
  ] as const;
  private readonly verdicts: Verdicts;
  readonly listening: ReadonlySet<string> | undefined;
  readonly addresses: Map<string, string> = new Map<string, string>();
  private readonly eras = new Map<number, Era[]>();
  /** By actor and its number for the connection, and by ordinal. */
  private readonly contacts = new Map<string, Contact>();
  private readonly byLink = new Map<number, Contact>();
  private readonly clients: Seen[] = [];
  /** Requests of clients that have not ended. */
  private readonly begun = new Map<string, ExchangeBegun>();
  private readonly origins = new Map<string, Seen[]>();
  private readonly places = new Places();

  constructor(verdicts: Verdicts, listening: ReadonlySet<string> | undefined) {
    this.verdicts = verdicts;
    this.listening = listening;
  }

  observe(observation: Observation, index: number): void {
    switch (observation.kind) {
      case "http-opened":
        this.opened(observation);
        return;
      case "http-accepted": {
        const contact = this.byLink.get(observation.link);
        if (contact !== undefined) contact.peer = observation.peer;
        return;
      }
      case "http-over":
        this.over(observation);
        return;
      case "worker-started":
        this.eras.set(observation.worker, [
          { since: observation.at, until: Infinity, config: blankConfiguration },
        ]);
        return;
      case "order-done":
        if (observation.status === "ok") this.ordered(observation);
        return;
      case "traffic-opened":
      case "traffic-ended":
        this.watched(observation);
        return;
      case "exchange-begun":
        if (observation.role === "client") this.begun.set(keyOf(observation), observation);
        return;
      case "exchange-ended":
        this.ended({ exchange: observation, index });
        return;
      case "run-ended":
        this.judgeAll();
        return;
      default:
        return;
    }
  }

  private opened({ actor, conn, link, role, address }: HttpOpened): void {
    this.addresses.set(actor, address);
    if (role === "origin") return;
    const contact = { link, peer: "", worker: undefined, ...standing };
    this.contacts.set(`${actor}/${conn}`, contact);
    this.byLink.set(link, contact);
  }

  private over({ link, at }: HttpOver): void {
    const contact = this.byLink.get(link);
    if (contact === undefined) return;
    contact.firstOverAt = Math.min(contact.firstOverAt, at);
    if (contact.watched === undefined) contact.lastOverAt = at;
  }

  /** A place comes back when the proxy knows of both ends, and may do so as soon as it has said its own. */
  private watched(seen: TrafficOpened | TrafficEnded): void {
    const contact = this.byLink.get(seen.link);
    if (contact === undefined) return;
    contact.watched ??= { hasPeerEnded: false, hasProxyEnded: false };
    if (seen.kind === "traffic-opened") {
      contact.worker = seen.worker;
      // Who had gone by then has not gone for a worker that turns to it only now.
      contact.lastOverAt = Infinity;
      return;
    }
    const { watched } = contact;
    const isReset = seen.how === "reset";
    watched.hasPeerEnded ||= isReset || seen.by === "peer";
    watched.hasProxyEnded ||= isReset || seen.by === "proxy";
    const isOver = watched.hasPeerEnded && watched.hasProxyEnded;
    if (isOver) contact.lastOverAt = Math.min(contact.lastOverAt, seen.at);
    // Its client may hear of that much later, where the network holds it back.
    if (seen.by === "proxy") contact.firstOverAt = Math.min(contact.firstOverAt, seen.at);
  }

  private ordered(done: Observation & { readonly kind: "order-done" }): void {
    const eras = this.eras.get(done.worker) ?? [];
    const before = eras.at(-1)?.config ?? blankConfiguration;
    const config = configured(before, done.request);
    if (config === before) return;
    const last = eras.at(-1);
    if (last !== undefined) last.until = done.at;
    this.eras.set(done.worker, [...eras, { since: done.takenAt, until: Infinity, config }]);
  }

  private ended(seen: Seen): void {
    if (seen.exchange.role === "client") {
      this.begun.delete(keyOf(seen.exchange));
      this.clients.push(seen);
    } else {
      const { label } = seen.exchange;
      listAt(this.origins, label).push(seen);
    }
  }

  private judgeAll(): void {
    this.clients.sort((one, other) => one.exchange.startedAt - other.exchange.startedAt);
    const weighed = this.clients.map((client) => this.weigh(client));
    for (const one of weighed) this.place(one);
    for (const { actor, conn, at } of this.begun.values()) {
      const contact = this.contacts.get(`${actor}/${conn}`);
      if (contact !== undefined) this.places.mayHold(contact, at);
    }
    for (const { client, choices } of weighed)
      if (choices !== undefined) this.judge(client, choices);
  }

  private weigh(client: Seen): Weighed {
    const asked = this.askedBy(client);
    const choices =
      asked &&
      this.inForce(client).map((config): Choice => {
        const isTls = config.certificates.has(asked.listener);
        return { config, decisions: decisions(config, { ...asked, isTls }) };
      });
    return { client, choices };
  }

  /** ROUTE-429: which clusters it may have a place of. */
  private place({ client, choices }: Weighed): void {
    const { actor, conn, startedAt } = client.exchange;
    const contact = this.contacts.get(`${actor}/${conn}`);
    if (contact === undefined) return;
    if (choices === undefined) {
      this.places.mayHold(contact, startedAt);
      return;
    }
    const clusters = new Set<string>();
    for (const { decisions: all = [] } of choices) {
      for (const decision of all) {
        if (decision.kind === "forward") clusters.add(decision.cluster.clusterId);
      }
    }
    this.places.enter(client, contact, [...clusters]);
  }

  /** Undefined where it is another rule's matter whether this is a request at all. */
  private askedBy({ exchange }: Seen): Omit<Asked, "isTls"> | undefined {
    const { actor, method, authority, path, version, requestFields } = exchange;
    const listener = this.addresses.get(actor);
    if (version === undefined || method === undefined || method === "CONNECT") return undefined;
    if (authority === undefined || authority === "" || listener === undefined) return undefined;
    if (path === undefined || !path.startsWith("/") || path.includes("#")) return undefined;
    if (valuesOf(requestFields, "host").length > 1) return undefined;
    const credentials = valuesOf(requestFields, "authorization");
    return { listener, method, authority, path, credentials };
  }

  private judge(client: Seen, choices: readonly Choice[]): void {
    const origins = this.origins.get(client.exchange.label) ?? nobody;
    let wrong: Finding | undefined;
    for (const { config, decisions: all } of choices) {
      if (all === undefined) return;
      const looks = all.map((decision) => this.findingsOf(decision, client, { origins, config }));
      const right = looks.find((findings) => findings.every(({ holds }) => holds));
      if (right !== undefined) {
        for (const finding of right) this.note(client, finding);
        return;
      }
      wrong ??= looks.flat().find(({ holds }) => !holds);
    }
    if (wrong !== undefined) this.note(client, wrong);
  }

  private findingsOf(
    decision: Decision,
    client: Seen,
    { origins, config }: { readonly origins: readonly Seen[]; readonly config: Configuration },
  ): readonly Finding[] {
    if (decision.kind === "answer") {
      const finding = judgeAnswer(decision, client, origins);
      return finding === undefined ? [] : [finding];
    }
    const { exchange } = client;
    const contact = this.contacts.get(`${exchange.actor}/${exchange.conn}`);
    const limited = contact && this.places.judge(decision, client, contact, config);
    const reached = judgeForward(decision, client, origins, this);
    const found = limited === undefined ? [] : [limited];
    if (reached !== undefined) found.push(reached);
    if (decision.frontend.headers.length > 0) found.push(...judgeEdits(decision, client, origins));
    return found;
  }

  /**
   * What any worker was configured with between the beginning and the end of a request, the last first. Where its client
   * has left, a worker may turn to it later.
   */
  private inForce({ exchange: { startedAt, at, label } }: Seen): readonly Configuration[] {
    let lastAt = at;
    for (const { exchange } of this.origins.get(label) ?? nobody) {
      lastAt = Math.max(lastAt, exchange.startedAt);
    }
    const inForce: Configuration[] = [];
    for (const eras of this.eras.values()) {
      for (let place = eras.length - 1; place >= 0; place -= 1) {
        const era = eras[place];
        if (era === undefined || era.since > lastAt || era.until < startedAt) continue;
        inForce.push(era.config);
      }
    }
    return inForce;
  }

  private note({ exchange }: Seen, finding: Finding): void {
    const { rule, holds, index, falsification, expected, actual } = finding;
    if (!holds) {
      const message = `the request ${exchange.label} of ${exchange.actor}`;
      this.verdicts.violated({ rule, index, at: exchange.at, message, expected, actual });
    } else if (falsification !== undefined) {
      this.verdicts.evaluated(rule, index, () => falsification);
    }
  }
}

function keyOf({ actor, conn, ordinal }: ExchangeBegun | ExchangeEnded): string {
  return `${actor}/${conn}/${ordinal}`;
}
