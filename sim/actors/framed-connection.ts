// One connection of an actor that speaks frames: it queues what is to be sent until the transport
// takes it, cuts what arrives into frames, and writes both into a journal. It does not know what
// the frames are for, and it never gives up on its own.

import { FrameDecoder } from "../../wire/index.ts";
import type { Response, WorkerResponse } from "../../wire/index.ts";
import type { Address, ConnectOutcome, ConnId, Digest, Host, Micros } from "../machine.ts";
import { noteEntry, type ConnectionJournal } from "./journal.ts";

type Reply = Response | WorkerResponse;
type Decoded =
  | { readonly ok: true; readonly message: Reply }
  | { readonly ok: false; readonly fault: { readonly kind: string } };

/** Reads a payload; the two directions of a fleet have a message each. */
export type DecodeReply = (payload: Uint8Array) => Decoded;

export interface OutgoingBytes {
  readonly step: string | undefined;
  readonly bytes: Uint8Array;
  readonly requests: number;
  readonly requestId: string | undefined;
}

export interface FramedConnectionOptions {
  readonly conn: ConnId;
  readonly journal: ConnectionJournal;
  readonly decode: DecodeReply;
  readonly frameBytesMax: number;
}

type Reading = "reading" | "paused" | "discarding";
type Life = "connecting" | "open" | "half-closed" | "gone";

export class FramedConnection {
  readonly #host: Host;
  readonly #conn: ConnId;
  readonly #journal: ConnectionJournal;
  readonly #decode: DecodeReply;
  readonly #frames: FrameDecoder;
  #outbox: OutgoingBytes[] = [];
  /** How much of the first entry of the outbox was taken. */
  #takenBytes = 0;
  #life: Life = "connecting";
  #endWhenSent = false;
  #reading: Reading = "reading";

  constructor(host: Host, options: FramedConnectionOptions) {
    this.#host = host;
    this.#conn = options.conn;
    this.#journal = options.journal;
    this.#decode = options.decode;
    this.#frames = new FrameDecoder(options.frameBytesMax);
  }

  /** False once the peer or we have ended it, or are about to. */
  get canSend(): boolean {
    return (this.#life === "connecting" || this.#life === "open") && !this.#endWhenSent;
  }

  open(to: Address): void {
    this.#host.connect(this.#conn, to);
  }

  onConnect(now: Micros, outcome: ConnectOutcome): void {
    this.#journal.outcome = outcome;
    this.#life = outcome === "connected" ? "open" : "gone";
    if (this.#life === "gone") return;
    this.#journal.connectedAt = now;
    this.#flush(now);
  }

  send(now: Micros, outgoing: OutgoingBytes): void {
    if (!this.canSend) return;
    this.#outbox.push(outgoing);
    this.#flush(now);
  }

  /** Returns how many bytes were taken: none while reading is paused. */
  onData(now: Micros, bytes: Uint8Array): number {
    if (this.#reading === "paused") return 0;
    if (this.#reading === "discarding") return bytes.length;
    this.#frames.push(bytes);
    this.#drainFrames(now);
    return bytes.length;
  }

  onWritable(now: Micros): void {
    this.#flush(now);
  }

  onEnd(now: Micros): void {
    this.#note("ended", now);
    // The peer has nothing more to say and an actor waits for nobody: it closes its own side too.
    this.#host.end(this.#conn);
    this.#life = "gone";
  }

  onReset(now: Micros): void {
    this.#note("was-reset", now);
    this.#life = "gone";
  }

  /** FIN after what is queued; replies are still read. */
  halfClose(now: Micros): void {
    if (!this.canSend) return;
    this.#endWhenSent = true;
    this.#flush(now);
  }

  /** FIN after what is queued; whatever still arrives is thrown away. */
  close(now: Micros): void {
    this.#setReading("discarding");
    this.halfClose(now);
  }

  /** Ends at once, what is queued included. */
  reset(now: Micros): void {
    if (this.#life === "gone") return;
    this.#note("closed", now);
    this.#life = "gone";
    this.#outbox = [];
    this.#host.reset(this.#conn);
  }

  pauseReading(): void {
    if (this.#reading === "reading") this.#reading = "paused";
  }

  resumeReading(): void {
    if (this.#reading === "paused") this.#setReading("reading");
  }

  digest(into: Digest): void {
    into.text(this.#life);
    into.text(this.#reading);
    into.int(this.#frames.pendingBytes);
    into.int(this.#takenBytes);
    for (const { bytes } of this.#outbox) into.bytes(bytes);
  }

  #setReading(reading: Reading): void {
    const wasPaused = this.#reading === "paused";
    this.#reading = reading;
    if (wasPaused) this.#host.resume(this.#conn);
  }

  #drainFrames(now: Micros): void {
    for (let next = this.#frames.next(); next !== undefined; next = this.#frames.next()) {
      if (next.kind !== "frame") {
        noteEntry(this.#journal, { kind: "unreadable", at: now, fault: next.kind });
        if (next.kind === "oversize") {
          // The decoder is finished; what follows has no beginning any more.
          this.#reading = "discarding";
          return;
        }
      } else {
        this.#readPayload(now, next.payload);
      }
    }
  }

  #readPayload(now: Micros, borrowed: Uint8Array): void {
    // It is read for the journal and nobody else.
    if (!this.#journal.isKept) return;
    const payload = borrowed.slice();
    const decoded = this.#decode(payload);
    if (!decoded.ok) {
      noteEntry(this.#journal, { kind: "unreadable", at: now, fault: decoded.fault.kind });
      return;
    }
    const { message } = decoded;
    noteEntry(this.#journal, { kind: "received", at: now, payload, message });
  }

  #flush(now: Micros): void {
    if (this.#life !== "open") return;
    for (let first = this.#outbox[0]; first !== undefined; first = this.#outbox[0]) {
      const left = this.#takenBytes === 0 ? first.bytes : first.bytes.subarray(this.#takenBytes);
      this.#takenBytes += this.#host.write(this.#conn, left);
      if (this.#takenBytes < first.bytes.length) return;
      this.#outbox.shift();
      this.#takenBytes = 0;
      if (this.#journal.isKept) noteEntry(this.#journal, { ...first, kind: "sent", at: now });
    }
    if (this.#endWhenSent) this.#endNow(now);
  }

  #endNow(now: Micros): void {
    this.#endWhenSent = false;
    this.#note(this.#reading === "discarding" ? "closed" : "half-closed", now);
    this.#host.end(this.#conn);
    this.#life = "half-closed";
  }

  #note(kind: "ended" | "was-reset" | "closed" | "half-closed", at: Micros): void {
    noteEntry(this.#journal, { kind, at });
  }
}
