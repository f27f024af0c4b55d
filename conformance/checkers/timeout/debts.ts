// What back ends owe: an exchange on a connection of HTTP/1, or on a stream of HTTP/2, from the request
// that reached it to the end of its answer. Debts are cut out of what passes; nothing is judged here.
import { mapAt } from "../../grouped.ts";
import type { ExchangeBegun, ExchangeEnded, SlotMoved } from "../../observe/data-plane.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Observation } from "../../observe/observation.ts";
import { Ledger } from "../flow/ledger.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Traffic } from "../traffic/traffic.ts";

/** Whatever it has to be shown. */
export const debtKinds: readonly Observation["kind"][] = [
  "traffic-request",
  "traffic-passed",
  "traffic-ended",
  "http2-frame",
  "http2-piece",
  "exchange-begun",
  "exchange-ended",
  "slot",
];

export interface Debt {
  readonly socket: Socket;
  /** 0 in HTTP/1. */
  readonly stream: number;
  /** The index of its first frame, or byte. */
  readonly begunIndex: number;
  label: string;
  /** The whole request is there: from now on the back end owes. */
  isAsked: boolean;
  /** The last byte of it, in either direction. */
  lastAt: number;
  /** When the proxy last heard a part of a frame that is not whole, which may be one of it. */
  midwayAt: number;
  /** How much of an answer there is. */
  answerBytes: number;
  /** All of the answer was sent, or the back end broke off: it owes nothing more. */
  isSettled: boolean;
  /** Its exchange left the connection, and the frame that says so had no room. */
  left: Moment | undefined;
  /** The proxy waits no longer. */
  givenUp: Moment | undefined;
}

export interface Moment {
  readonly at: number;
  readonly index: number;
}

/** To whom the worker gave an exchange, and by which observation that was told. */
interface Asking {
  readonly link: number;
  readonly index: number;
}

/** A client's. */
interface Stream {
  readonly link: number;
  /** 0 in HTTP/1. */
  readonly stream: number;
}

/** Told before the debt changes. `takenBytes`: what the proxy took of this connection just now. */
export interface DebtOwner {
  moves(debt: Debt, at: number, index: number, takenBytes: number): void;
  /** `decided`: with its reset, or when it left before that had room. */
  givenUp(debt: Debt, decided: Moment): void;
}

export class Debts {
  private readonly traffic: Traffic;
  private readonly owner: DebtOwner;
  /** Those that are open, by connection and stream. */
  private readonly open = new Map<number, Map<number, Debt>>();
  /** By connection: those whose exchange has not left it. */
  private readonly staying = new Map<number, Set<Debt>>();
  /** The last one under each label. */
  private readonly byLabel = new Map<string, Debt>();
  /** By connection and stream of a client: who was last asked for it. */
  private readonly asking = new Map<string, Asking>();
  /** By label: the stream of the client's. */
  private readonly clients = new Map<string, Stream>();
  /** What each connection of HTTP/2 lets the proxy send. */
  private readonly ledgers = new Map<number, Ledger>();
  /** By connection: when the proxy last heard a part of a frame that is not whole, which may be anybody's. */
  private readonly midwayAt = new Map<number, number>();

  constructor(traffic: Traffic, owner: DebtOwner) {
    this.traffic = traffic;
    this.owner = owner;
  }

  /** None when the worker has given the request to somebody else since, who has not told of it. */
  of(label: string): Debt | undefined {
    const debt = this.byLabel.get(label);
    const client = this.clients.get(label);
    if (debt === undefined || client === undefined) return debt;
    const asking = this.asking.get(keyOf(client.link, client.stream));
    return asking === undefined || asking.link === debt.socket.link ? debt : undefined;
  }

  *all(): Generator<Debt> {
    for (const streams of this.open.values()) yield* streams.values();
  }

  /** The back end gives no credit for more of the request. */
  isShut({ socket, stream }: Debt): boolean {
    return this.isWithoutCredit(socket.link, stream);
  }

  /** There is some of an answer, and the client gives no credit for more: nobody has room for the rest. */
  isUnwanted({ label, answerBytes }: Debt): boolean {
    const client = answerBytes === 0 ? undefined : this.clients.get(label);
    return client !== undefined && this.isWithoutCredit(client.link, client.stream);
  }

  /** It was given up before now, and the frame that says so waits behind what the back end does not take. */
  isLeftUntold({ socket, left }: Debt): boolean {
    return left !== undefined && isUntaken(socket);
  }

  private isWithoutCredit(link: number, stream: number): boolean {
    const ledger = this.ledgers.get(link);
    return ledger !== undefined && Math.min(ledger.connectionCredit, ledger.creditOf(stream)) <= 0;
  }

  observe(seen: Observation, index: number): void {
    switch (seen.kind) {
      case "traffic-request":
        if (seen.side !== "back") return;
        if (seen.phase === "begun") this.begin(seen.link, 0, seen.at, index);
        else this.asked(seen.link, 0, seen.phase === "ended", seen.label);
        return;
      case "traffic-passed":
        if (seen.side === "back" && seen.by === "proxy") {
          const takenBytes = seen.act === "took" ? seen.bytes : 0;
          this.passed(seen.link, seen.at, index, takenBytes);
        }
        return;
      case "traffic-ended":
        if (seen.side === "back") this.ended(seen.link, seen.by, seen.at, index);
        return;
      case "http2-frame":
        this.framed(seen, index);
        return;
      case "http2-piece":
        this.midwayAt.set(seen.connection, seen.at);
        return;
      case "exchange-begun":
      case "exchange-ended":
        if (seen.role === "origin") this.told(seen);
        else if (seen.kind === "exchange-begun") this.began(seen);
        return;
      case "slot":
        this.slotMoved(seen, index);
        return;
      default:
    }
  }

  private began({ label, link, stream }: ExchangeBegun): void {
    if (link !== undefined && stream > 0) this.clients.set(label, { link, stream });
  }

  private slotMoved(seen: SlotMoved, index: number): void {
    const { link, stream, backLink } = seen;
    if (link === undefined) return;
    if (backLink !== undefined) this.asking.set(keyOf(link, stream), { link: backLink, index });
    if (seen.from === "Linked" && seen.to !== "Linked") this.left(seen.at, { link, stream }, index);
  }

  private left(at: number, client: Stream, index: number): void {
    const asking = this.asking.get(keyOf(client.link, client.stream));
    if (asking === undefined) return;
    const debts = this.staying.get(asking.link) ?? new Set();
    const debt = this.leaving(debts, client, asking.index);
    if (debt === undefined) return;
    const { socket } = debt;
    const isHeldUp = isUntaken(socket) && socket.wroteAt < at;
    if (isHeldUp) this.owner.moves(debt, at, index, 0);
    debts.delete(debt);
    if (isHeldUp) debt.left = { at, index };
  }

  /**
   * Which of them it was. Whoever takes nothing of a request does not tell whose it is: then one that is
   * settled, or else the one that was begun first. None that was begun before the exchange was given to this
   * connection: of an exchange that left before anything of it was written the back end owes nothing.
   */
  private leaving(debts: Iterable<Debt>, left: Stream, askedIndex: number): Debt | undefined {
    const unnamed: Debt[] = [];
    for (const debt of debts) {
      const client = this.clients.get(debt.label);
      if (client?.link === left.link && client.stream === left.stream) return debt;
      if (client === undefined && debt.begunIndex > askedIndex) unnamed.push(debt);
    }
    return unnamed.find(({ isSettled }) => isSettled) ?? unnamed[0];
  }

  private begin(link: number, stream: number, at: number, begunIndex: number): Debt | undefined {
    const socket = this.traffic.sockets.get(link);
    if (socket === undefined) return undefined;
    const debt: Debt = {
      socket,
      stream,
      begunIndex,
      label: "",
      isAsked: false,
      lastAt: at,
      midwayAt: 0,
      answerBytes: 0,
      isSettled: false,
      left: undefined,
      givenUp: undefined,
    };
    if (stream > 0) this.stay(debt);
    mapAt(this.open, link).set(stream, debt);
    return debt;
  }

  private stay(debt: Debt): void {
    const { link } = debt.socket;
    const debts = this.staying.get(link);
    if (debts === undefined) this.staying.set(link, new Set([debt]));
    else debts.add(debt);
  }

  private asked(link: number, stream: number, isWhole: boolean, label: string): void {
    const debt = this.open.get(link)?.get(stream);
    if (debt === undefined) return;
    if (isWhole) debt.isAsked = true;
    else this.name(debt, label);
  }

  private name(debt: Debt, label: string): void {
    if (label === "") return;
    debt.label = label;
    this.byLabel.set(label, debt);
  }

  /** HTTP/1: whatever passes is the one exchange's. */
  private passed(link: number, at: number, index: number, answerBytes: number): void {
    const debt = this.open.get(link)?.get(0);
    if (debt === undefined) return;
    this.owner.moves(debt, at, index, answerBytes);
    debt.lastAt = at;
    debt.answerBytes += answerBytes;
  }

  private framed(frame: Http2Frame, index: number): void {
    // As the proxy sees it.
    if (frame.phase !== (frame.by === "proxy" ? "written" : "taken")) return;
    const ledger = this.ledgerOf(frame.connection, frame.leg === "origin");
    if (frame.by === "proxy") ledger.wrote(frame);
    else ledger.took(frame);
    if (frame.leg === "origin") this.owed(frame, index);
  }

  private owed(frame: Http2Frame, index: number): void {
    const { connection, by, type, at } = frame;
    const addedAt = this.addedAt(frame);
    if (by === "peer" && type === frameTypes.goaway) this.disown(connection, frame.lastStream);
    const isContent = type === frameTypes.headers || type === frameTypes.data;
    const debt = this.debtOf(frame, index, isContent && by === "proxy");
    if (debt === undefined) return;
    debt.midwayAt = by === "peer" ? 0 : this.midwayOn(connection);
    // RFC 9113 §4.3: the rest of a block.
    const isMore = type === frameTypes.continuation && by === "peer";
    if (isContent || isMore) {
      debt.lastAt = Math.max(debt.lastAt, addedAt);
      this.moved(debt, frame, index);
    }
    if (type === frameTypes.resetStream) {
      this.owner.moves(debt, at, index, 0);
      if (by === "peer") debt.isSettled = true;
      else this.giveUp(debt, at, index);
    }
  }

  /** When a frame of the back end's was added to before its last piece; 0: it came in one. */
  private addedAt({ connection, by }: Http2Frame): number {
    if (by === "proxy") return 0;
    const addedAt = this.midwayOn(connection);
    this.midwayAt.delete(connection);
    return addedAt;
  }

  private midwayOn(link: number): number {
    return this.midwayAt.get(link) ?? 0;
  }

  /** RFC 9113 §6.8: what is above it is owed no more. */
  private disown(link: number, lastStream: number): void {
    for (const debt of this.open.get(link)?.values() ?? []) {
      if (debt.stream > lastStream) debt.isSettled = true;
    }
  }

  private ledgerOf(link: number, isOrigin: boolean): Ledger {
    const known = this.ledgers.get(link);
    if (known !== undefined) return known;
    const made = new Ledger(isOrigin);
    this.ledgers.set(link, made);
    return made;
  }

  private debtOf(frame: Http2Frame, index: number, mayBegin: boolean): Debt | undefined {
    const { connection, stream, at } = frame;
    const known = this.open.get(connection)?.get(stream);
    if (known !== undefined || !mayBegin) return known;
    return this.begin(connection, stream, at, index);
  }

  private moved(debt: Debt, { by, at, lengthBytes, endsStream }: Http2Frame, index: number): void {
    this.owner.moves(debt, at, index, 0);
    debt.lastAt = at;
    if (by === "peer") {
      debt.answerBytes += lengthBytes;
      debt.isSettled ||= endsStream;
    } else {
      debt.isAsked ||= endsStream;
    }
  }

  private ended(link: number, by: "proxy" | "peer", at: number, index: number): void {
    for (const debt of this.open.get(link)?.values() ?? []) {
      if (debt.stream > 0) debt.midwayAt = this.midwayOn(link);
      if (by === "proxy") this.giveUp(debt, at, index);
      else debt.isSettled = true;
    }
  }

  private giveUp(debt: Debt, at: number, index: number): void {
    if (debt.givenUp !== undefined || debt.isSettled) return;
    debt.givenUp = { at, index };
    this.owner.givenUp(debt, (this.isLeftUntold(debt) ? debt.left : undefined) ?? debt.givenUp);
  }

  /** An origin's account: the label of a stream, and when an answer of HTTP/1 is whole. */
  private told(seen: ExchangeBegun | ExchangeEnded): void {
    const socket = this.traffic.socketOf(seen.actor, seen.conn);
    const debt = socket === undefined ? undefined : this.open.get(socket.link)?.get(seen.stream);
    if (debt === undefined) return;
    if (seen.kind === "exchange-begun") this.name(debt, seen.label);
    else if (seen.end === "complete" || seen.end === "unprocessed") debt.isSettled = true;
  }
}

/** Some of what the proxy wrote waits for the back end. */
function isUntaken({ peerTookBytes, proxyWroteBytes }: Socket): boolean {
  return peerTookBytes < proxyWroteBytes;
}

function keyOf(link: number, stream: number): string {
  return `${link} ${stream}`;
}
