// A machine for tests of the host: it writes every input down as a line and does what a test plugs in.
import { expect } from "vitest";
import type { Address, Boot, ConnId, Host, Machine, Micros } from "../../../host.ts";

export class ToyMachine implements Machine {
  readonly host: Host;
  readonly inputs: string[] = [];
  readonly received: Map<ConnId, Buffer> = new Map<ConnId, Buffer>();
  boot: Boot | undefined;
  facts: Parameters<Machine["onAccept"]>[2] | undefined;
  loaded: Uint8Array | undefined;
  now: Micros = 0;
  isInside = false;
  atStart: (host: Host) => void = () => undefined;
  atAccept: (conn: ConnId) => void = () => undefined;
  atConnect: (conn: ConnId) => void = () => undefined;
  take: (conn: ConnId, bytes: Uint8Array) => number = (_conn, bytes) => bytes.length;
  atWritable: (conn: ConnId) => void = () => undefined;
  atDeadline: (now: Micros) => void = () => undefined;

  constructor(host: Host) {
    this.host = host;
  }

  #input(now: Micros, text: string, work: () => void = () => undefined): void {
    expect(this.isInside, "no host call re-enters the machine").toBe(false);
    expect(now).toBeGreaterThanOrEqual(this.now);
    this.isInside = true;
    this.now = now;
    this.inputs.push(text);
    work();
    this.isInside = false;
  }

  onStart(now: Micros, boot: Boot): void {
    this.#input(now, "start", () => {
      this.boot = boot;
      this.atStart(this.host);
    });
  }
  onListen(now: Micros, listener: number, outcome: string): void {
    this.#input(now, `listen ${listener} ${outcome}`);
  }
  onAccept(now: Micros, conn: ConnId, facts: Parameters<Machine["onAccept"]>[2]): void {
    this.#input(now, `accept ${conn} on ${facts.listener}`, () => {
      this.facts = facts;
      this.atAccept(conn);
    });
  }
  onSecure(now: Micros, conn: ConnId): void {
    this.#input(now, `secure ${conn}`);
  }
  onConnect(now: Micros, conn: ConnId, outcome: string): void {
    this.#input(now, `connect ${conn} ${outcome}`, () => {
      this.atConnect(conn);
    });
  }
  onData(now: Micros, conn: ConnId, bytes: Uint8Array): number {
    let taken = 0;
    this.#input(now, `data ${conn}`, () => {
      expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
      taken = this.take(conn, bytes);
      const before = this.received.get(conn) ?? Buffer.alloc(0);
      this.received.set(conn, Buffer.concat([before, bytes.subarray(0, taken)]));
    });
    return taken;
  }
  onWritable(now: Micros, conn: ConnId): void {
    this.#input(now, `writable ${conn}`, () => {
      this.atWritable(conn);
    });
  }
  onEnd(now: Micros, conn: ConnId): void {
    this.#input(now, `end ${conn}`);
  }
  onReset(now: Micros, conn: ConnId): void {
    this.#input(now, `reset ${conn}`);
  }
  onDatagram(now: Micros, listener: number, from: Address, bytes: Uint8Array): void {
    this.#input(now, `datagram ${listener} ${from.kind} ${Buffer.from(bytes).toString()}`);
  }
  onDeadline(now: Micros): void {
    this.#input(now, "deadline", () => {
      this.atDeadline(now);
    });
  }
  onLoaded(now: Micros, name: string, bytes: Uint8Array | undefined): void {
    this.#input(now, `loaded ${name} ${bytes === undefined ? "no" : "yes"}`, () => {
      this.loaded = bytes;
    });
  }
  onStored(now: Micros, name: string, ok: boolean): void {
    this.#input(now, `stored ${name} ${String(ok)}`);
  }
  onChildExit(now: Micros, child: string, cause: { readonly kind: string }): void {
    this.#input(now, `child ${child} ${cause.kind}`);
  }
  onTurnEnd(now: Micros): void {
    this.#input(now, "turn");
  }

  get text(): (conn: ConnId) => string {
    return (conn) => this.received.get(conn)?.toString() ?? "";
  }
}
