// The H1 family, judged when a run is over: every connection of HTTP/1 is read once more, by the
// checker's own reading, and each rule is held against it.
import { switchingProtocols } from "../../model/http-codes.ts";
import type { GaugeMoved } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";
import { statusOf } from "../../model/http1/cut-answers.ts";
import { labelOf } from "../../model/http1/message.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Traffic as Sockets } from "../traffic/traffic.ts";
import type { Verdicts } from "../verdicts.ts";
import { type Dialogue, dialogueOf } from "./dialogue.ts";
import { falsificationOf, type Finding } from "./finding.ts";
import { answeredAfterEnd } from "./half-close.ts";
import { Heads } from "./heads.ts";
import { answered, forwarded } from "./host.ts";
import { followed, prefacedAnswers } from "./interim.ts";
import { silent } from "./keepalive.ts";
import { inOrder } from "./pipeline.ts";
import { type Demand, reached, refused } from "./smuggling.ts";
import { type Line, Traffic } from "./traffic.ts";
import { conserved, wanted } from "./upgrade.ts";

/** H1-UPGRADE: "every gauge it held is released when the tunnel ends". */
const tunnelGauges: ReadonlySet<string> = new Set(["protocol.ws", "websocket.active_requests"]);

export class H1Checker implements Checker {
  readonly kinds = [
    "http-opened",
    "http-bytes",
    "http-over",
    "exchange-begun",
    "exchange-ended",
    "traffic-request",
    "worker-ended",
    "gauge",
    "run-ended",
  ] as const;
  readonly consults: readonly Model[];
  private readonly verdicts: Verdicts;
  private readonly sockets: Sockets;
  private readonly traffic = new Traffic();
  private readonly heads: Heads;
  /** Labels of what a client of HTTP/2 asked for. */
  private readonly askedHttp2 = new Set<string>();
  private readonly http2Clients = new Set<string>();
  /** Labels of what clients gave up themselves. */
  private readonly abandoned = new Set<string>();
  private readonly gauges = new Map<string, number>();
  /** A worker that is gone owes nobody anything. */
  private isStopped = false;

  constructor({ verdicts, traffic }: CheckerContext) {
    this.verdicts = verdicts;
    this.sockets = traffic;
    this.heads = new Heads(traffic);
    this.consults = [traffic];
  }

  observe(observation: Observation, index: number): void {
    switch (observation.kind) {
      case "http-opened":
        if (observation.protocol === "h2") this.http2Clients.add(observation.actor);
        break;
      case "exchange-begun":
        if (this.http2Clients.has(observation.actor)) this.askedHttp2.add(observation.label);
        return;
      case "exchange-ended":
        if (observation.role === "client" && observation.end === "abandoned") {
          this.abandoned.add(observation.label);
        }
        return;
      case "traffic-request":
        this.heads.observe(observation);
        return;
      case "worker-ended":
        this.isStopped = true;
        return;
      case "gauge":
        this.moved(observation);
        return;
      case "run-ended":
        this.judgeAll(observation.at, index);
        return;
      default:
        break;
    }
    this.traffic.observe(observation, index);
  }

  private moved({ worker, name, after }: GaugeMoved): void {
    if (tunnelGauges.has(name)) this.gauges.set(`${worker}/${name}`, after);
  }

  private judgeAll(at: number, index: number): void {
    const dialogues = this.traffic.lines.map((line) => {
      this.account(line);
      return dialogueOf(line);
    });
    const origins = dialogues.filter(({ line }) => line.opened.role === "origin");
    const clients = dialogues.filter(({ line }) => line.opened.role === "client");
    const tunnels = tunnelsOf(origins);
    const prefaced = prefacedAnswers(origins);
    for (const client of clients) {
      this.judge(client, refused(client));
      this.judge(client, answered(client));
      this.judge(client, silent(client));
      this.judge(client, wanted(client, tunnels));
      for (const finding of conserved(client, tunnels)) this.judge(client, finding);
      if (this.isStopped) continue;
      this.judge(client, inOrder(client));
      this.judge(client, followed(client, prefaced, this.abandoned));
      this.judge(client, answeredAfterEnd(client, this.abandoned));
    }
    const demand = this.demandOf(clients);
    for (const origin of origins) {
      this.judge(origin, reached(origin, demand));
      this.judge(origin, forwarded(origin));
    }
    if (tunnels.size > 0) this.released(dialogues, at, index);
  }

  /** What its worker knows of it. */
  private account(line: Line): void {
    const socket = this.sockets.sockets.get(line.opened.link);
    if (socket === undefined) {
      // Who was never accepted, and may have waited for a worker that died, was read by nobody.
      if (this.isStopped) line.unreadFrom = 0;
      return;
    }
    line.isUnread = socket.isUnread;
    line.isLeftByWorker = this.wasLeftByWorker(socket);
    line.unreadFrom = Math.min(this.heads.unreadFrom(socket), this.heads.idleFrom(socket));
    line.lateFrom = this.heads.lateFrom(socket);
  }

  /** DRAIN-HARD: what its worker had not answered when it was told to end, nobody does. */
  private wasLeftByWorker({ worker, proxyEnd }: Socket): boolean {
    const stop = this.sockets.stops.hardOf(worker);
    return stop !== undefined && (proxyEnd === undefined || proxyEnd.at >= stop.at);
  }

  private released(dialogues: readonly Dialogue[], at: number, index: number): void {
    if (this.isStopped || dialogues.some(({ line }) => !line.isOver)) return;
    for (const [gauge, value] of this.gauges) {
      if (value === 0) continue;
      this.verdicts.violated({
        rule: "H1-UPGRADE",
        index,
        at,
        message: `the gauge ${gauge} when every tunnel has ended`,
        expected: "0",
        actual: `${value}`,
      });
    }
  }

  private demandOf(clients: readonly Dialogue[]): Demand {
    const asked = new Set(this.askedHttp2);
    const broken = new Set<string>();
    const bodies = new Map<string, string>();
    for (const { requests } of clients) {
      for (const message of requests.messages) {
        asked.add(labelOf(message));
        if (message.isWhole && labelOf(message) !== "") bodies.set(labelOf(message), message.body);
      }
      const { flaw, flawedLabel, flawedBody } = requests;
      if (flaw === undefined || flawedLabel === undefined) continue;
      if (flaw.duty === "choose") {
        // What may be taken in proper form was asked for as well, with the content of its coding.
        asked.add(flawedLabel);
        if (flawedBody !== undefined) bodies.set(flawedLabel, flawedBody);
      } else {
        broken.add(flawedLabel);
      }
    }
    return { asked, broken, bodies };
  }

  private judge({ line }: Dialogue, finding: Finding | undefined): void {
    if (finding === undefined) return;
    const { rule, holds, piece, falsified, what, expected, actual } = finding;
    if (holds) {
      if (piece === undefined || falsified === undefined) return;
      this.verdicts.evaluated(rule, piece.index, () => falsificationOf(falsified));
      return;
    }
    const { actor, at: opened } = line.opened;
    const message = `${what}, on a connection of ${actor}`;
    const { index = 0, at = opened } = piece ?? {};
    this.verdicts.violated({ rule, index, at, message, expected, actual });
  }
}

/** The connections of origins that became tunnels, by the label of the request that asked. */
function tunnelsOf(origins: readonly Dialogue[]): ReadonlyMap<string, Dialogue> {
  const tunnels = new Map<string, Dialogue>();
  for (const origin of origins) {
    const place = origin.finals.findIndex((final) => statusOf(final) === switchingProtocols);
    const request = origin.requests.messages[place];
    if (request !== undefined) tunnels.set(labelOf(request), origin);
  }
  return tunnels;
}
