// The windows of one connection as both of its sides have to see them (RFC 9113 §5.2, §6.9): what its
// peer lets the proxy send, and what the proxy took and has not credited. Credit counts from when the
// proxy took it; a smaller INITIAL_WINDOW_SIZE binds from when the proxy acknowledged it, a larger one may
// be used as soon as it was read.
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";

const windowBytesInitial = 65_535;
const initialWindowSize = 4;

interface Half {
  opener: boolean;
  other: boolean;
}

export class Ledger {
  /** DATA that the proxy may still send. */
  connectionCredit: number = windowBytesInitial;
  private readonly streamCredits = new Map<number, number>();
  /** What a stream of the proxy's begins with. */
  private initialWindow: number = windowBytesInitial;
  /** Read and not yet acknowledged; undefined says nothing about windows. */
  private readonly unacknowledged: (number | undefined)[] = [];
  /** The peer said what a stream begins with. */
  hasSettled = false;
  /** What the peer may still send, and the most that this was. */
  peerCredit: number = windowBytesInitial;
  peerWindow: number = windowBytesInitial;
  private readonly open = new Map<number, Half>();
  private readonly isOrigin: boolean;

  constructor(isOrigin: boolean) {
    this.isOrigin = isOrigin;
  }

  /** No stream is under way. */
  get isAtRest(): boolean {
    return this.open.size === 0;
  }

  creditOf(stream: number): number {
    return this.streamCredits.get(stream) ?? this.initialWindow;
  }

  isOpen(stream: number): boolean {
    return this.open.has(stream);
  }

  /** The proxy took a frame of its peer. */
  took(frame: Http2Frame): void {
    switch (frame.type) {
      case frameTypes.windowUpdate:
        this.grant(frame.stream, frame.increment);
        return;
      case frameTypes.settings:
        if (!frame.isAck) this.settle(frame.settings ?? []);
        return;
      case frameTypes.data:
        this.peerCredit -= frame.lengthBytes;
        this.ends(frame, !this.isOrigin);
        return;
      default:
        this.ends(frame, !this.isOrigin);
    }
  }

  /** The proxy wrote a frame. */
  wrote(frame: Http2Frame): void {
    switch (frame.type) {
      case frameTypes.windowUpdate:
        if (frame.stream === 0) {
          this.peerCredit += frame.increment;
          this.peerWindow = Math.max(this.peerWindow, this.peerCredit);
        }
        return;
      case frameTypes.settings:
        if (frame.isAck) this.acknowledge();
        return;
      case frameTypes.data:
        this.connectionCredit -= frame.lengthBytes;
        this.streamCredits.set(frame.stream, this.creditOf(frame.stream) - frame.lengthBytes);
        this.ends(frame, this.isOrigin);
        return;
      default:
        this.ends(frame, this.isOrigin);
    }
  }

  private grant(stream: number, bytes: number): void {
    if (stream === 0) this.connectionCredit += bytes;
    else this.streamCredits.set(stream, this.creditOf(stream) + bytes);
  }

  private settle(settings: readonly (readonly [id: number, value: number])[]): void {
    const value = settings.findLast(([id]) => id === initialWindowSize)?.[1];
    this.unacknowledged.push(value);
    if (value === undefined) return;
    this.hasSettled = true;
    if (value > this.initialWindow) this.shift(value);
  }

  private acknowledge(): void {
    const value = this.unacknowledged.shift();
    if (value === undefined) return;
    const read = this.unacknowledged.filter((one) => one !== undefined);
    this.shift(Math.max(value, ...read));
  }

  /** FLOW-SETTINGS: every stream of this connection, down to below nothing. */
  private shift(value: number): void {
    const difference = value - this.initialWindow;
    this.initialWindow = value;
    for (const [stream, credit] of this.streamCredits) {
      this.streamCredits.set(stream, credit + difference);
    }
  }

  /** What HEADERS, END_STREAM and RST_STREAM make of a stream. `byOpener`: of whoever opens streams here. */
  private ends({ type, stream, endsStream }: Http2Frame, byOpener: boolean): void {
    if (type === frameTypes.resetStream) {
      this.open.delete(stream);
      return;
    }
    let half = this.open.get(stream);
    if (type === frameTypes.headers && byOpener && half === undefined) {
      half = { opener: false, other: false };
      this.open.set(stream, half);
      this.streamCredits.set(stream, this.creditOf(stream));
    }
    if (!endsStream || half === undefined) return;
    if (byOpener) half.opener = true;
    else half.other = true;
    if (half.opener && half.other) this.open.delete(stream);
  }
}
