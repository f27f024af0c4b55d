// One client's connection: who is behind it, what it is owed and how far it has been read. Requests
// are carried out elsewhere; here is only what keeps one client from being a burden to the others.

import { formatUlid } from "../../wire/index.ts";
import { outputFramesMax, pendingRequestsMax } from "../bounds.ts";
import { Channel } from "../channel/channel.ts";
import type { AcceptFacts, ConnId, Credentials, Host, Micros } from "../host.ts";
import type { Binding } from "../lease/binding.ts";
import { ReplyQueue, type Slot } from "./reply-queue.ts";

export class Session {
  readonly channel: Channel;
  readonly credentials: Credentials | undefined;
  /** Drawn for this connection alone: the same process on a second one is a stranger. */
  readonly sessionId: bigint;
  readonly sessionUlid: string;
  readonly #replies = new ReplyQueue();
  /** The client will send no more, or what it sends cannot be understood any more. */
  inputEnded = false;
  /** The client has closed its side. */
  peerEnded = false;
  /** When the connection is cut, whatever the client does. */
  cutAt: Micros | undefined;
  /** One of its requests must have its effect before the next is looked at. */
  isHeld = false;
  /** Nobody is there to be answered. */
  isGone = false;
  /** Something about it is to be looked at, see `Sessions.touch`. */
  isTouched = false;

  constructor(host: Host, conn: ConnId, facts: AcceptFacts, frameBytesMax: number) {
    this.channel = new Channel(host, conn, frameBytesMax, true);
    this.credentials = facts.credentials;
    this.sessionId = drawSessionId(host, conn);
    this.sessionUlid = formatUlid(this.sessionId);
  }

  /** BIND-MASTER-FILLS. BIND-NO-CREDENTIALS: without a pid it is half known, so open. */
  get binding(): Binding {
    return { pid: this.credentials?.pid, session: this.sessionId };
  }

  /** Whether another of its requests may be looked at now. */
  get hasRoom(): boolean {
    return (
      !this.isHeld &&
      this.channel.hasRoom &&
      this.#replies.length < pendingRequestsMax &&
      this.heldBytes < this.channel.frameBytesMax &&
      !this.channel.isEnding
    );
  }

  /** Everything that is kept for this client. */
  get heldBytes(): number {
    return this.channel.pendingBytes + this.#replies.heldBytes;
  }

  get pendingRequests(): number {
    return this.#replies.length;
  }

  /** Whether the reply of this slot would leave at once. */
  isNext(slot: Slot): boolean {
    return this.#replies.isNext(slot);
  }

  openSlot(): Slot {
    return this.#replies.open();
  }

  /** FANOUT-LARGE-REPLY: whether a frame fits the channel, and what is kept with it stays bounded. */
  canTake(frame: Uint8Array): boolean {
    const heldBytes = this.heldBytes + frame.length;
    return this.channel.fits(frame) && heldBytes <= outputFramesMax * this.channel.frameBytesMax;
  }

  progress(slot: Slot, frame: Uint8Array): void {
    this.#replies.add(slot, frame);
    this.#advance();
  }

  /** The terminal reply of a slot. True: the client became a subscriber by what left just now. */
  finish(slot: Slot, frame: Uint8Array): boolean {
    slot.isDone = true;
    this.#replies.add(slot, frame);
    return this.#advance();
  }

  /** FRAME-HALF-CLOSE: a client that has ended is answered first, then the connection ends. */
  settle(): void {
    if (this.inputEnded && !this.channel.hasArrived && this.#replies.length === 0) {
      this.channel.end();
    }
  }

  /** Both sides have said their last. */
  get isOver(): boolean {
    return this.peerEnded && this.channel.isEnding && this.channel.pendingBytes === 0;
  }

  #advance(): boolean {
    let subscribed = false;
    for (let reply = this.#replies.next(); reply !== undefined; reply = this.#replies.next()) {
      this.channel.send(reply.frame);
      subscribed = subscribed || reply.closed?.subscribes === true;
    }
    return subscribed;
  }
}

/** A ULID: 48 bits of the host's wall clock in milliseconds, then 80 random ones. */
function drawSessionId(host: Host, conn: ConnId): bigint {
  const milliseconds = BigInt.asUintN(48, BigInt(Math.floor(host.wall() / 1_000)));
  let id = (milliseconds << 16n) | BigInt(host.random(conn) & 0xffff);
  id = (id << 32n) | BigInt(host.random(conn) >>> 0);
  return (id << 32n) | BigInt(host.random(conn) >>> 0);
}
