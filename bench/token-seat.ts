// A node's place in workload W1: its connections to all others, its counter and its 32-bit state.

import type { AcceptFacts, Boot, ConnId, Host, Micros } from "../sim/index.ts";

/** A power of two. */
export const seats = 16;

/** Each seat puts this many tokens into play, 64 in all. */
const tokensPerSeat = 4;

/** When play begins: every connection stands by then. */
export const playMicros = 1_000_000;

export function seatName(index: number): string {
  return `seat-${index}`;
}

export class Seat {
  deliveries = 0;
  turns = 0;
  private readonly host: Host;
  private readonly message: Uint8Array = new Uint8Array(8);
  /** By the index of the other seat. */
  private readonly conns: Int32Array = new Int32Array(seats);
  private index = 0;
  private state = 0;

  constructor(host: Host) {
    this.host = host;
  }

  open(now: Micros, boot: Boot): void {
    this.index = boot.config[0] ?? 0;
    this.state = Math.imul(this.index + 1, 0x9e3779b1);
    for (let other = this.index + 1; other < seats; other++) {
      const conn = 2 * (other - this.index);
      this.conns[other] = conn;
      this.host.connect(conn, { kind: "node", node: seatName(other) });
    }
    this.host.setDeadline(now + playMicros);
  }

  accept(conn: ConnId, facts: AcceptFacts): void {
    if (facts.remote.kind !== "node") return;
    this.conns[Number(facts.remote.node.slice("seat-".length))] = conn;
  }

  begin(): void {
    for (let token = 0; token < tokensPerSeat; token++) {
      this.send(this.index * tokensPerSeat + token, token);
    }
  }

  /** Counts a token, folds it in and passes it on; takes all bytes. */
  pass(bytes: Uint8Array): number {
    for (let offset = 0; offset + 8 <= bytes.length; offset += 8) {
      this.deliveries += 1;
      this.send(word(bytes, offset), word(bytes, offset + 4));
    }
    return bytes.length;
  }

  endTurn(): void {
    this.turns += 1;
  }

  private send(token: number, value: number): void {
    let state = Math.imul(this.state ^ value ^ token, 0x85ebca6b);
    state ^= state >>> 13;
    this.state = state;
    const drawn = (state >>> 8) & (seats - 1);
    const next = drawn === this.index ? (drawn + 1) & (seats - 1) : drawn;
    const { message } = this;
    put(message, 0, token);
    put(message, 4, state);
    this.host.write(this.conns[next] ?? 0, message);
  }
}

function word(bytes: Uint8Array, offset: number): number {
  return (
    (bytes[offset] ?? 0) |
    ((bytes[offset + 1] ?? 0) << 8) |
    ((bytes[offset + 2] ?? 0) << 16) |
    ((bytes[offset + 3] ?? 0) << 24)
  );
}

function put(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >>> 8;
  bytes[offset + 2] = value >>> 16;
  bytes[offset + 3] = value >>> 24;
}
