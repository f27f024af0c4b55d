// Where everything that happens passes: it feeds the rolling hash, the ring and the checkpoints, and
// makes a plain event only when somebody observes. It decides nothing.
//
// While a machine is offered bytes, the events it causes are kept back until it is known how many it
// took, so that an observer sees the cause before its effects. Hash and ring have that order anyway.

import { RollingHash } from "../engine/rolling-hash.ts";
import type { Micros } from "../machine.ts";
import { Checkpoints } from "./checkpoints.ts";
import { traceKinds, type Observer, type TraceEvent, type TraceKind } from "./event.ts";
import { TraceRing } from "./ring.ts";

/** Bytes of events kept back that lie in one array; more of them get arrays of their own. */
const keptBytesMax = 4096;

/** Spreads a small number over a word. */
const odd = 0x9e3779b1;

/** The number of a kind in the hash. */
export function kindNumber(kind: TraceKind): number {
  return traceKinds.indexOf(kind);
}

export class Tracer {
  readonly ring: TraceRing = new TraceRing();
  readonly checkpoints: Checkpoints = new Checkpoints();
  readonly observed: boolean;
  private readonly rolling: RollingHash = new RollingHash();
  private readonly observer: Observer | undefined;
  /** The first so many are kept back; what stands behind them was shown. */
  private readonly keptBack: TraceEvent[] = [];
  private keptCount = 0;
  private readonly keptBytes: ArrayBuffer;
  private keptEnd = 0;
  private keepsBack = false;
  private now: Micros = 0;
  /** The time in one word of the hash. */
  private instant = 0;

  constructor(observer: Observer | undefined) {
    this.observer = observer;
    this.observed = observer !== undefined;
    this.keptBytes = new ArrayBuffer(this.observed ? keptBytesMax : 0);
  }

  /** Events hashed so far. */
  get events(): number {
    return this.ring.total;
  }

  get hash(): string {
    return this.rolling.hex();
  }

  advance(now: Micros): void {
    this.now = now;
    this.instant = Math.imul(now | 0, 0x9e3779b1) ^ Math.floor(now / 4_294_967_296);
  }

  /**
   * Hashes an event's head; `payload` must follow. `head` is the kind's number and the node's,
   * shifted by five.
   */
  begin(head: number, link: number, length: number): void {
    this.ring.add(this.now, head, link, length);
    this.rolling.pair(head ^ this.instant, link ^ Math.imul(length, odd));
  }

  /** Hashes the payload of the event just begun. */
  payload(view: DataView, offset: number, length: number): void {
    this.rolling.span(view, offset, length);
    if (this.ring.seal(this.rolling.low)) this.checkpoint();
  }

  /** Hashes an event with bytes of its own. */
  bytes(head: number, link: number, bytes: Uint8Array): void {
    this.begin(head, link, bytes.length);
    this.payload(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length);
  }

  /** Hashes an event with a number and a text for its payload. */
  facts(head: number, link: number, fact: number, text: string): void {
    this.begin(head, link, text.length);
    this.rolling.integer(fact);
    this.rolling.text(text);
    if (this.ring.seal(this.rolling.low)) this.checkpoint();
  }

  /** Hashes an event whose payload is a line of a sink, as `facts` would with both in one text. */
  line(head: number, sink: string, line: string): void {
    const length = sink.length + 1 + line.length;
    const { rolling } = this;
    this.begin(head, 0, length);
    rolling.integer(0);
    rolling.word(length);
    rolling.units(sink);
    rolling.units(" ");
    rolling.units(line);
    if (this.ring.seal(rolling.low)) this.checkpoint();
  }

  /** Says how much of the last offer was left, which is part of what happened. */
  shortTake(took: number): void {
    this.rolling.word(took);
  }

  /** Hands a plain event over, its bytes `lasting`. Only called when `observed`. */
  show(event: TraceEvent): void {
    if (this.keepsBack) this.keptBack[this.keptCount++] = event;
    else this.observer?.(event);
  }

  /** The bytes of an event about to be shown: a copy when it is kept back beyond their time. */
  lasting(bytes: Uint8Array): Uint8Array {
    if (!this.keepsBack) return bytes;
    const end = this.keptEnd + bytes.length;
    if (end > keptBytesMax) return bytes.slice();
    const copy = new Uint8Array(this.keptBytes, this.keptEnd, bytes.length);
    copy.set(bytes);
    this.keptEnd = end;
    return copy;
  }

  keepBack(): void {
    this.keepsBack = true;
  }

  release(cause: TraceEvent): void {
    const { keptBack } = this;
    this.keepsBack = false;
    this.observer?.(cause);
    for (let index = 0; index < this.keptCount; index++) this.observer?.(keptBack[index]!);
    this.keptCount = 0;
    this.keptEnd = 0;
  }

  private checkpoint(): void {
    this.checkpoints.add(this.rolling.high, this.rolling.low);
  }
}
