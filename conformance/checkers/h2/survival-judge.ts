// H2-GOAWAY-CLIENT, H2-GOAWAY-BACKEND, H2-UNPROCESSED and H2-RESET-ISOLATED where they say what becomes of
// an exchange: judged when the run is over, by what its client saw. What a client or an origin ended
// itself, and what went down with its worker, proves nothing.
import { errorCodes, faultsOfPeers, requestTimeout } from "../../model/http-codes.ts";
import type { ExchangeBegun, ExchangeEnded } from "../../observe/data-plane.ts";
import {
  type Account,
  type Accounts,
  isBodiless,
  isConsistent,
  isDelimited,
  isOthersDoing,
  isTunnel,
} from "../accounts.ts";
import type { Breaches } from "../traffic/breaches.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Traffic } from "../traffic/traffic.ts";
import type { Verdicts } from "../verdicts.ts";
import type { Connection, Connections, Reset } from "./connections.ts";
import type { EditedNames } from "./edited-names.ts";
import type { Lives } from "./lives.ts";
import { isMalformedRequest } from "./malformed.ts";

const { noError, settingsTimeout, refusedStream, cancel, compressionError } = errorCodes;
const { enhanceYourCalm: calm } = errorCodes;
/** A drain, an acknowledgement that did not come, a flood: what concerns a connection as a whole. */
const isOfAll: ReadonlySet<number> = new Set([noError, settingsTimeout, calm]);
/** Whatever became of its connection took it along. */
const cuts: ReadonlySet<string> = new Set(["closed", "reset", "unprocessed"]);

export interface Run {
  readonly connections: Connections;
  readonly accounts: Accounts;
  readonly lives: Lives;
  readonly edited: EditedNames;
  readonly traffic: Traffic;
  readonly breaches: Breaches;
}

export class SurvivalJudge {
  private readonly verdicts: Verdicts;
  private readonly run: Run;
  private readonly stallMicros: number;

  constructor(verdicts: Verdicts, run: Run, stallMicros: number) {
    this.verdicts = verdicts;
    this.run = run;
    this.stallMicros = stallMicros;
  }

  /** The run is over. */
  judge(at: number): void {
    for (const account of this.run.accounts.clients) this.client(account);
    for (const account of this.run.accounts.allOrigins()) this.unprocessed(account, at);
  }

  private client(account: Account): void {
    const { seen } = account;
    const origins = this.run.accounts.originsOf(seen.label);
    if (this.isExcused(seen, origins)) return;
    const front = this.run.connections.of(seen);
    const backs = origins.flatMap((origin) => this.run.connections.of(origin.seen) ?? []);
    if (this.isBereft(seen)) return;
    if ([front, ...backs].some((one) => one !== undefined && this.isBroken(one, seen.at))) return;
    if (front !== undefined && saidGoaway(front, seen)) {
      this.survives("H2-GOAWAY-CLIENT", account, seen.end === "complete");
    } else if (origins.some((origin) => this.isBelowGoaway(origin.seen))) {
      // An attempt that was not processed is for H2-UNPROCESSED.
      if (origins.some((origin) => wasUnprocessed(this.run, origin.seen))) return;
      this.survives("H2-GOAWAY-BACKEND", account, isAnswered(seen));
    } else if (hasOtherResets(front, seen, seen.stream) || this.hasResetsBehind(origins)) {
      this.isolated(account, [front, ...backs]);
    }
  }

  /** Its worker ended under it, whatever its client speaks. */
  private isBereft({ actor, conn, startedAt, at }: ExchangeEnded): boolean {
    const socket = this.run.traffic.socketOf(actor, conn);
    return socket !== undefined && this.run.lives.endedWithin(socket.worker, startedAt, at);
  }

  private isExcused(seen: ExchangeEnded, origins: readonly Account[]): boolean {
    if (isOthersDoing(seen) || isHeadAlone(seen) || this.isSilenced(seen)) return true;
    return origins.some((origin) => isOthersDoing(origin.seen) || this.hasStopped(origin.seen));
  }

  /** TIMEOUT-BACKEND: in the middle of its answer it was silent for as long as a back end may be. */
  private hasStopped(seen: ExchangeEnded): boolean {
    const { actor, conn, answer, isAnswerWhole, at } = seen;
    if (answer === undefined || isAnswerWhole) return false;
    const { connections, traffic } = this.run;
    const back = traffic.socketOf(actor, conn);
    if (back === undefined) return false;
    const { backMicros } = traffic.timeouts(back);
    if (wasGivenUp(connections.of(seen), seen, backMicros)) return true;
    if (back.end?.by !== "proxy" || back.end.at > at) return false;
    const lastAt = Math.max(back.tookAt, back.wroteBefore(back.end.at));
    return back.end.at - lastAt >= backMicros;
  }

  /** By its client: it hears nothing, its request stopped short of its end, or nothing passed for too long. */
  private isSilenced(seen: ExchangeEnded): boolean {
    const { actor, conn, isRequestWhole, end, startedAt, at } = seen;
    const isOwnReset =
      end === "stream-reset" && (!isRequestWhole || isMalformedRequest(seen) || isTooMuch(seen));
    if (isOwnReset) return true;
    // FLOW-STALL: a stream that nobody takes from for so long may be given up.
    if (end === "stream-reset" && at - startedAt >= this.stallMicros) return true;
    const { traffic } = this.run;
    const socket = traffic.socketOf(actor, conn);
    if (socket === undefined) return false;
    const lastAt = Math.max(socket.tookAt, socket.wroteBefore(at));
    return socket.isUnread || at - lastAt >= traffic.timeouts(socket).frontMicros;
  }

  /** Its peer broke the rules of the whole connection, or sent header blocks that nobody accounts for. */
  private isBroken(connection: Connection, at: number): boolean {
    if (this.run.breaches.at(connection.connection) <= at || hasRawBlocks(this.run, connection))
      return true;
    // A flood: whether it was one is for H2-FLOOD.
    return connection.goaways.proxy.some((goaway) => goaway.at <= at && goaway.code === calm);
  }

  /** H2-GOAWAY-BACKEND: streams at or below the last identifier of a GOAWAY finish. */
  private isBelowGoaway(origin: ExchangeEnded): boolean {
    const goaway = this.run.connections.of(origin)?.goaways.peer[0];
    if (goaway === undefined || goaway.at < origin.startedAt || goaway.at > origin.at) return false;
    return origin.stream <= goaway.lastStream;
  }

  private hasResetsBehind(origins: readonly Account[]): boolean {
    return origins.some(({ seen }) =>
      hasOtherResets(this.run.connections.of(seen), seen, seen.stream),
    );
  }

  /** H2-RESET-ISOLATED, where nothing else explains how it ended. */
  private isolated(account: Account, connections: readonly (Connection | undefined)[]): void {
    const { seen } = account;
    const [front] = connections;
    const isExplained = connections.some((one) => one !== undefined && explains(one, seen));
    if (isExplained || (front !== undefined && isBlamed(front, seen))) return;
    // Whether its client was too slow, TIMEOUT-REQUEST judges.
    if (seen.answer === requestTimeout) return;
    const origins = this.run.accounts.originsOf(seen.label);
    const isWhole =
      isConsistent(seen) &&
      origins.length > 0 &&
      origins.every((origin) => this.hasAnswered(origin.seen));
    // A reset of its own, of an exchange that was in order on both sides, was meant for another.
    const wasReset = seen.end === "stream-reset" && isWhole && seen.code !== cancel;
    const wasCut = cuts.has(seen.end);
    if (seen.end === "stream-reset" && !wasReset) return;
    this.survives("H2-RESET-ISOLATED", account, !wasReset && !wasCut);
  }

  /** RFC 9112 §6.3, §8: an answer without a length is whole when its connection is closed, not when it is reset. */
  private hasAnswered(origin: ExchangeEnded): boolean {
    if (!origin.isAnswerWhole || origin.isRaw || !isConsistent(origin)) return false;
    if (origin.protocol === "h2" || isHeadAlone(origin) || isDelimited(origin)) return true;
    const socket = this.run.traffic.socketOf(origin.actor, origin.conn);
    return socket?.end?.by === "peer" && socket.end.how === "fin";
  }

  /** H2-UNPROCESSED: what an origin proved not to have processed is answered. */
  private unprocessed({ seen: origin }: Account, endedAt: number): void {
    if (!wasUnprocessed(this.run, origin)) return;
    const client = this.run.accounts.clientOf(origin.label);
    if (client === undefined) this.silent(origin, endedAt);
    if (client === undefined || isOthersDoing(client.seen) || isHeadAlone(client.seen)) return;
    if (this.isSilenced(client.seen) || this.isBereft(client.seen)) return;
    const front = this.run.connections.of(client.seen);
    if (front !== undefined && this.isBroken(front, client.seen.at)) return;
    const holds = isAnswered(client.seen) || client.seen.end === "stream-reset";
    this.survives("H2-UNPROCESSED", client, holds);
  }

  /** The run is over, and its client waits still. */
  private silent(origin: ExchangeEnded, endedAt: number): void {
    const { label } = origin;
    const begun = this.run.accounts.begunOf(label);
    if (begun === undefined) return;
    const front = this.run.traffic.socketOf(begun.actor, begun.conn);
    if (front?.isUnread === true || this.isTriedAgain(front, origin, endedAt)) return;
    if (this.isShut(begun, origin)) return;
    this.verdicts.violated({
      rule: "H2-UNPROCESSED",
      index: 0,
      at: begun.at,
      message: `the exchange ${label} of ${begun.actor}`,
      expected: "an answer",
      actual: "silence",
    });
  }

  /**
   * An answer was begun behind the refusal, and its client gives no credit for the rest: whoever has no room for
   * that was not left silent. HEADERS may be those of an interim answer, where any came: that is no answer.
   */
  private isShut({ label, link, stream: id }: ExchangeBegun, { at }: ExchangeEnded): boolean {
    const front = link === undefined ? undefined : this.run.connections.at(link);
    const stream = front?.streams.get(id);
    if (front === undefined || stream?.isAnswered !== true || stream.movedAt < at) return false;
    const origins = this.run.accounts.originsOf(label);
    if (origins.some(({ seen }) => seen.interims.length > 0)) return false;
    return Math.min(front.ledger.connectionCredit, front.ledger.creditOf(id)) <= 0;
  }

  /** On another connection, where the time of whoever is asked was not over when the run was. */
  private isTriedAgain(front: Socket | undefined, origin: ExchangeEnded, endedAt: number): boolean {
    const { traffic } = this.run;
    const refusing = traffic.socketOf(origin.actor, origin.conn);
    return (front?.backs ?? []).some((back) => {
      const { connectMicros, backMicros } = traffic.timeouts(back);
      const lastAt = Math.max(back.openedAt, back.lastAt);
      const dueAt = lastAt + (back.isConnected ? backMicros : connectMicros);
      return back !== refusing && back.end === undefined && lastAt >= origin.at && dueAt > endedAt;
    });
  }

  private survives(rule: string, { seen, index }: Account, holds: boolean): void {
    if (holds) {
      if (seen.isRequestWhole && this.verdicts.counted(rule)) {
        this.verdicts.sample(rule, index, { field: "end", value: "closed" });
      }
      return;
    }
    this.verdicts.violated({
      rule,
      index,
      at: seen.at,
      message: `the exchange ${seen.label} of ${seen.actor}`,
      expected: "an answer",
      actual: seen.end,
    });
  }
}

/** On a connection that several share it is the stream that was silent for so long: that is reset, and no other. */
function wasGivenUp(
  back: Connection | undefined,
  { stream }: ExchangeEnded,
  backMicros: number,
): boolean {
  const movedAt = back?.streams.get(stream)?.movedAt;
  if (back === undefined || movedAt === undefined) return false;
  return back.resets.some(
    (reset) => reset.by === "proxy" && reset.stream === stream && reset.at - movedAt >= backMicros,
  );
}

/** A header list above the limit: of a stream alone it says so, and only of what was not answered. */
function isTooMuch({ answer, code }: ExchangeEnded): boolean {
  return answer === undefined && code === calm;
}

/** A client of HTTP/1 that had more to send may be answered, and left before that. */
function isAnswered({ end, isAnswerWhole, isRequestWhole, protocol }: ExchangeEnded): boolean {
  if (end === "complete") return true;
  return end === "closed" && protocol === "h1" && isAnswerWhole && !isRequestWhole;
}

/** An origin said so, by GOAWAY or REFUSED_STREAM. */
export function wasUnprocessed({ connections }: Run, origin: ExchangeEnded): boolean {
  if (origin.end === "unprocessed") return true;
  const resets = connections.of(origin)?.resets ?? [];
  return resets.some(
    ({ stream, by, code }) => by === "peer" && stream === origin.stream && code === refusedStream,
  );
}

/** COMPRESSION_ERROR behind a header block that belongs to no exchange: nobody knows whether it was one. */
export function hasRawBlocks({ accounts }: Run, connection: Connection): boolean {
  const { leg, peer, conn, goaways, streams } = connection;
  if (leg === "origin" || !goaways.proxy.some(({ code }) => code === compressionError))
    return false;
  for (const stream of streams.keys()) if (!accounts.isBegun(peer, conn, stream)) return true;
  return false;
}

/** Its client said GOAWAY while it was under way; what it opened behind that is another matter. */
function saidGoaway({ goaways, streams }: Connection, { stream, at }: ExchangeEnded): boolean {
  const opened = streams.get(stream)?.index;
  if (opened === undefined) return false;
  return goaways.peer.some((goaway) => goaway.index >= opened && goaway.at <= at);
}

/** No HTTP behind the head of its answer: other rules say how such an answer ends. */
function isHeadAlone(seen: ExchangeEnded): boolean {
  return isBodiless(seen) || isTunnel(seen);
}

/** Another stream of the connection was reset while it was under way. */
function hasOtherResets(
  connection: Connection | undefined,
  { startedAt, at }: ExchangeEnded,
  own: number,
): boolean {
  if (connection === undefined) return false;
  const isOther = (reset: Reset): boolean =>
    reset.stream !== own && reset.at >= startedAt && reset.at <= at;
  return connection.resets.some(isOther);
}

/** A client was told that it broke the protocol, and nothing but that ended on its connection. */
function isBlamed(front: Connection, seen: ExchangeEnded): boolean {
  if (hasOtherResets(front, seen, seen.stream)) return false;
  return front.goaways.proxy.some(({ at, code }) => at <= seen.at && faultsOfPeers.has(code));
}

/** A connection that was ended, or drained, or flooded takes its streams along. */
function explains({ goaways, end, resets }: Connection, { at, stream }: ExchangeEnded): boolean {
  const wasEndedByPeer = end?.by === "peer" && end.at <= at;
  const wasTold = goaways.proxy.some((goaway) => goaway.at <= at && isOfAll.has(goaway.code));
  const wasLeft = goaways.peer.some((goaway) => goaway.at <= at);
  const wasGivenUp = resets.some((reset) => reset.by === "peer" && reset.stream === stream);
  return wasEndedByPeer || wasTold || wasLeft || wasGivenUp;
}
