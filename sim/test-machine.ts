// A machine for tests of the world: it writes down its inputs as lines and does what the test told it
// to. Slow and plain; nothing but tests uses it.

import type {
  AcceptFacts,
  Address,
  Boot,
  ConnId,
  Digest,
  ExitCause,
  Host,
  Machine,
} from "./machine.ts";
import type { ConnectOutcome, ListenOutcome, Micros, NodeName, SecureOutcome } from "./machine.ts";
import type { MachineFactory } from "./options.ts";

type Does<Arguments extends readonly unknown[]> = (host: Host, ...given: Arguments) => void;

export interface Behaviour {
  readonly start?: Does<[boot: Boot, now: Micros]>;
  readonly accept?: Does<[conn: ConnId, facts: AcceptFacts]>;
  readonly connect?: Does<[conn: ConnId, outcome: ConnectOutcome]>;
  /** Returns how many bytes it takes; all when absent. */
  readonly data?: (host: Host, conn: ConnId, bytes: Uint8Array) => number;
  readonly writable?: Does<[conn: ConnId]>;
  readonly end?: Does<[conn: ConnId]>;
  readonly reset?: Does<[conn: ConnId]>;
  readonly deadline?: Does<[now: Micros]>;
  readonly loaded?: Does<[name: string, bytes: Uint8Array | undefined]>;
  readonly childExit?: Does<[child: NodeName, cause: ExitCause]>;
  readonly turnEnd?: Does<[now: Micros]>;
}

export class TestMachine implements Machine {
  private readonly host: Host;
  private readonly behaviour: Behaviour;
  private readonly lines: string[];

  constructor(host: Host, behaviour: Behaviour, lines: string[]) {
    this.host = host;
    this.behaviour = behaviour;
    this.lines = lines;
  }

  onStart(now: Micros, boot: Boot): void {
    this.note(now, `start ${boot.name}`);
    this.behaviour.start?.(this.host, boot, now);
  }

  onListen(now: Micros, listener: number, outcome: ListenOutcome): void {
    this.note(now, `listen ${listener} ${outcome}`);
  }

  onAccept(now: Micros, conn: ConnId, facts: AcceptFacts): void {
    this.note(now, `accept ${conn} listener ${facts.listener}`);
    this.behaviour.accept?.(this.host, conn, facts);
  }

  onSecure(now: Micros, conn: ConnId, outcome: SecureOutcome): void {
    this.note(now, `secure ${conn} ${outcome.kind}`);
  }

  onConnect(now: Micros, conn: ConnId, outcome: ConnectOutcome): void {
    this.note(now, `connect ${conn} ${outcome}`);
    this.behaviour.connect?.(this.host, conn, outcome);
  }

  onData(now: Micros, conn: ConnId, bytes: Uint8Array): number {
    this.note(now, `data ${conn} ${textOf(bytes)}`);
    return this.behaviour.data === undefined
      ? bytes.length
      : this.behaviour.data(this.host, conn, bytes);
  }

  onWritable(now: Micros, conn: ConnId): void {
    this.note(now, `writable ${conn}`);
    this.behaviour.writable?.(this.host, conn);
  }

  onEnd(now: Micros, conn: ConnId): void {
    this.note(now, `end ${conn}`);
    this.behaviour.end?.(this.host, conn);
  }

  onReset(now: Micros, conn: ConnId): void {
    this.note(now, `reset ${conn}`);
    this.behaviour.reset?.(this.host, conn);
  }

  onDatagram(now: Micros, listener: number, from: Address, bytes: Uint8Array): void {
    this.note(now, `datagram ${listener} ${from.kind} ${textOf(bytes)}`);
  }

  onDeadline(now: Micros): void {
    this.note(now, "deadline");
    this.behaviour.deadline?.(this.host, now);
  }

  onLoaded(now: Micros, name: string, bytes: Uint8Array | undefined): void {
    this.note(now, `loaded ${name} ${bytes === undefined ? "nothing" : textOf(bytes)}`);
    this.behaviour.loaded?.(this.host, name, bytes);
  }

  onStored(now: Micros, name: string, ok: boolean): void {
    this.note(now, `stored ${name} ${ok ? "well" : "badly"}`);
  }

  onChildExit(now: Micros, child: NodeName, cause: ExitCause): void {
    this.note(now, `child-exit ${child} ${cause.kind}`);
    this.behaviour.childExit?.(this.host, child, cause);
  }

  onTurnEnd(now: Micros): void {
    this.note(now, "turn");
    this.behaviour.turnEnd?.(this.host, now);
  }

  digest(_now: Micros, into: Digest): void {
    into.int(this.lines.length);
  }

  private note(now: Micros, line: string): void {
    this.lines.push(`${now} ${line}`);
  }
}

/** A factory for a world; the lines are shared by all processes it makes. */
export function testMachine(behaviour: Behaviour, lines: string[] = []): MachineFactory {
  return (host) => new TestMachine(host, behaviour, lines);
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function textOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
