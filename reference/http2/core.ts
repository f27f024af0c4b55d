// What the halves of one HTTP/2 connection share: its pieces, and the few acts that both need (resetting
// a stream, ending the connection, counting). It reads no frame and turns no content into frames.

import {
  ErrorCode,
  WINDOW_BYTES_INITIAL,
  writeGoaway,
  writeReset,
  writeWindowUpdate,
} from "../../wire/index.ts";
import type { ConnId, Host, Micros } from "../host.ts";
import { lingerMicros } from "./bounds.ts";
import { codeCounter, type Counters } from "./counters.ts";
import { ReceiveCredit, SendCredit } from "./credit.ts";
import { Endings } from "./endings.ts";
import { FloodGuard } from "./flood-guard.ts";
import type { FloodEvent } from "./flood-table.ts";
import { HeaderCodec } from "./header-codec.ts";
import { connectionWindowOf, type Http2Options } from "./options.ts";
import { Output } from "./output.ts";
import { OwnSettings } from "./own-settings.ts";
import type { ConnectionOwner } from "./owner.ts";
import { PeerSettings } from "./peer-settings.ts";
import { ReadyQueue } from "./ready-queue.ts";
import type { Http2Stream } from "./stream.ts";
import { type Role, StreamMap } from "./stream-map.ts";
import { WaitList } from "./wait-list.ts";

/**
 * `open`: reads and writes. `closing`: said why it ends, reads nothing any more, writes what is left.
 * `ended`: said its last (FIN) and waits for the peer's. `gone`: there is no socket.
 */
export type ConnectionPhase = "open" | "closing" | "ended" | "gone";

export interface CoreParts {
  readonly role: Role;
  readonly host: Host;
  readonly conn: ConnId;
  readonly counters: Counters;
  readonly options: Http2Options;
  readonly owner: ConnectionOwner;
}

export class Http2Core {
  readonly parts: CoreParts;
  readonly owner: ConnectionOwner;
  readonly output: Output = new Output();
  readonly own: OwnSettings = new OwnSettings();
  readonly peer: PeerSettings = new PeerSettings();
  readonly codec: HeaderCodec;
  readonly streams: StreamMap;
  readonly ready: ReadyQueue = new ReadyQueue();
  readonly endings: Endings = new Endings();
  readonly send: SendCredit = new SendCredit(WINDOW_BYTES_INITIAL);
  readonly receive: ReceiveCredit;
  /** FLOW-STALL: for credit, and for content that is owed. */
  readonly stalls: WaitList<Http2Stream>;
  readonly silences: WaitList<Http2Stream>;
  phase: ConnectionPhase = "open";
  /** The last stream of the peer's that came to anything: what our GOAWAY names. */
  lastProcessedId = 0;
  /** DATA frames that no WINDOW_UPDATE of the connection has answered yet. */
  unansweredData = 0;
  /** Its FIN came: it will never give credit again. */
  hasPeerEnded = false;
  /** When a connection that we end is cut, whatever the peer does. */
  cutAt: Micros | undefined;
  readonly #flood: FloodGuard;

  constructor(now: Micros, parts: CoreParts) {
    const { options } = parts;
    this.parts = parts;
    this.owner = parts.owner;
    this.codec = new HeaderCodec(options);
    this.streams = new StreamMap(parts.role);
    this.receive = new ReceiveCredit(WINDOW_BYTES_INITIAL, connectionWindowOf(options));
    this.stalls = new WaitList<Http2Stream>(options.stallMicros);
    this.silences = new WaitList<Http2Stream>(options.silenceMicros);
    this.#flood = new FloodGuard(now, options.flood);
  }

  /** Whether those that wait for the connection's window have something to learn. */
  get mayWriteContent(): boolean {
    return this.send.bytes > 0 || this.hasPeerEnded;
  }

  /** Whether the peer has to listen before it is heard: an answer that waits for the socket has a slot still. */
  get isUnheard(): boolean {
    const { role, options } = this.parts;
    const isCrowded = role === "server" && this.endings.size >= options.concurrentStreamsMax;
    return this.output.isFull || isCrowded;
  }

  /** Whether the connection survives it. */
  note(now: Micros, event: FloodEvent): boolean {
    const kind = this.#flood.note(now, event);
    if (kind === undefined) return true;
    this.parts.counters.count(`h2.flood.violation.${kind}`);
    this.fail(now, ErrorCode.enhanceYourCalm);
    return false;
  }

  /** RFC 9113 §5.4.2, for the peer's misuse (H2-FLOOD-MADE-RESET). */
  misuse(now: Micros, stream: Http2Stream, code: number): void {
    this.reset(stream, code);
    this.owner.wasMisused(now, stream);
    this.note(now, "made-reset");
  }

  /** The same for a stream of which nothing is kept. */
  misuseOf(now: Micros, id: number, code: number): void {
    this.writeReset(id, code);
    this.streams.closed.add(id, "reset-local");
    this.note(now, "made-reset");
  }

  /** For whatever is nobody's misuse. */
  reset(stream: Http2Stream, code: number): void {
    this.writeReset(stream.id, code);
    this.streams.move(stream, "send-reset");
    this.release(stream);
  }

  /** The peer knows nothing of it, or said that it does nothing with it. */
  forget(stream: Http2Stream): void {
    this.streams.drop(stream);
    this.release(stream);
  }

  writeReset(id: number, code: number): void {
    this.parts.counters.count(codeCounter("rst_stream.sent", code));
    this.parts.counters.count("h2.frames.tx.rst_stream");
    writeReset(this.output.frames, id, code);
  }

  /** Nothing is waited for on a stream that is closed. */
  release(stream: Http2Stream): void {
    this.stalls.stop(stream.stall);
    this.silences.stop(stream.silence);
  }

  /** FLOW-CREDIT: at connection level DATA is credited when it was read, whatever became of it. */
  creditConnection(bytes: number): void {
    if (this.phase !== "open") return;
    this.receive.release(bytes);
    this.#announce(0, this.receive);
  }

  /** At stream level when it has left the buffer. */
  creditStream(stream: Http2Stream, bytes: number): void {
    stream.receive.release(bytes);
    // A peer that has ended sends nothing for which it would need credit.
    if (stream.state === "half-closed-remote") return;
    this.#announce(stream.id, stream.receive);
  }

  #announce(id: number, credit: ReceiveCredit): void {
    const increment = credit.takeIncrement();
    if (increment > 0) this.writeWindowUpdate(id, increment);
  }

  /** The head or the trailers that are in the codec. */
  writeBlock(stream: Http2Stream, endStream: boolean): void {
    const { frames } = this.output;
    const before = frames.length;
    const continuations = this.codec.write(frames, stream.id, endStream, this.peer);
    this.countOut(stream, frames.length - before);
    this.parts.counters.count("h2.frames.tx.headers");
    if (continuations > 0) {
      this.parts.counters.count("h2.frames.tx.continuation", undefined, continuations);
    }
  }

  /** A stream's share of the client's connection. */
  countOut(stream: Http2Stream, bytes: number): void {
    if (this.parts.role === "server") stream.slot.record.bytesOut += bytes;
  }

  countIn(stream: Http2Stream, bytes: number): void {
    if (this.parts.role === "server") stream.slot.record.bytesIn += bytes;
  }

  writeWindowUpdate(id: number, increment: number): void {
    this.output.windowUpdates += 1;
    this.parts.counters.count("h2.frames.tx.window_update");
    writeWindowUpdate(this.output.frames, id, increment);
  }

  writeGoaway(lastStreamId: number, code: number): void {
    this.parts.counters.count(codeCounter("goaway.sent", code));
    this.parts.counters.count("h2.frames.tx.goaway");
    writeGoaway(this.output.frames, lastStreamId, code);
  }

  /** RFC 9113 §5.4.1: a connection error. */
  fail(now: Micros, code: number): void {
    if (this.phase !== "open") return;
    this.close(now, code);
    this.owner.wasLost(now, "fault");
  }

  /** Tells of the streams whose last frame the socket has taken. */
  tellEnds(now: Micros, takenBytes: number): void {
    for (
      let stream = this.endings.take(takenBytes);
      stream !== undefined;
      stream = this.endings.take(takenBytes)
    ) {
      this.owner.left(now, stream);
    }
  }

  /** The last GOAWAY; after what is written the connection ends. */
  close(now: Micros, code: number): void {
    if (this.phase !== "open") return;
    // What is written stands before the GOAWAY, and nobody is there to tell when that has left.
    this.tellEnds(now, Infinity);
    this.writeGoaway(this.lastProcessedId, code);
    this.phase = "closing";
    this.cutAt = now + lingerMicros;
    this.#forget();
  }

  /** There is no socket any more, by us or by whoever told us. */
  lose(): void {
    this.phase = "gone";
    this.cutAt = undefined;
    this.output.drop();
    this.#forget();
  }

  #forget(): void {
    this.endings.clear();
    this.own.ackDueAt = undefined;
    for (const stream of this.streams.all()) this.release(stream);
    this.streams.clear();
  }
}
