// The six machine classes of workload W1. They do the same and inherit from nothing, so that the
// world's calls into machines are as mixed as with a master, a worker, an operator, a renewer, a
// client and an origin. What they share is a record they own, not a base class.

import type {
  AcceptFacts,
  Boot,
  ConnId,
  Host,
  Machine,
  MachineFactory,
  Micros,
} from "../sim/index.ts";
import { Seat } from "./token-seat.ts";

class Master implements Machine {
  private readonly seat: Seat;
  constructor(host: Host) {
    this.seat = new Seat(host);
  }
  onStart(now: Micros, boot: Boot): void {
    this.seat.open(now, boot);
  }
  onAccept(_now: Micros, conn: ConnId, facts: AcceptFacts): void {
    this.seat.accept(conn, facts);
  }
  onData(_now: Micros, _conn: ConnId, bytes: Uint8Array): number {
    return this.seat.pass(bytes);
  }
  onDeadline(): void {
    this.seat.begin();
  }
  onListen(): void {
    // Nobody listens here.
  }
  onSecure(): void {
    // Nor is there TLS.
  }
  onConnect(): void {
    // Tokens start later than that.
  }
  onWritable(): void {
    // No window fills.
  }
  onEnd(): void {
    // Nobody ends.
  }
  onReset(): void {
    // Nor resets.
  }
  onDatagram(): void {
    // Streams only.
  }
  onLoaded(): void {
    // Nothing is loaded.
  }
  onStored(): void {
    // Nothing is stored.
  }
  onChildExit(): void {
    // No children.
  }
  onTurnEnd(): void {
    this.seat.endTurn();
  }
}

class Worker implements Machine {
  private readonly seat: Seat;
  constructor(host: Host) {
    this.seat = new Seat(host);
  }
  onStart(now: Micros, boot: Boot): void {
    this.seat.open(now, boot);
  }
  onAccept(_now: Micros, conn: ConnId, facts: AcceptFacts): void {
    this.seat.accept(conn, facts);
  }
  onData(_now: Micros, _conn: ConnId, bytes: Uint8Array): number {
    return this.seat.pass(bytes);
  }
  onDeadline(): void {
    this.seat.begin();
  }
  onListen(): void {
    // Nobody listens here.
  }
  onSecure(): void {
    // Nor is there TLS.
  }
  onConnect(): void {
    // Tokens start later than that.
  }
  onWritable(): void {
    // No window fills.
  }
  onEnd(): void {
    // Nobody ends.
  }
  onReset(): void {
    // Nor resets.
  }
  onDatagram(): void {
    // Streams only.
  }
  onLoaded(): void {
    // Nothing is loaded.
  }
  onStored(): void {
    // Nothing is stored.
  }
  onChildExit(): void {
    // No children.
  }
  onTurnEnd(): void {
    this.seat.endTurn();
  }
}

class Operator implements Machine {
  private readonly seat: Seat;
  constructor(host: Host) {
    this.seat = new Seat(host);
  }
  onStart(now: Micros, boot: Boot): void {
    this.seat.open(now, boot);
  }
  onAccept(_now: Micros, conn: ConnId, facts: AcceptFacts): void {
    this.seat.accept(conn, facts);
  }
  onData(_now: Micros, _conn: ConnId, bytes: Uint8Array): number {
    return this.seat.pass(bytes);
  }
  onDeadline(): void {
    this.seat.begin();
  }
  onListen(): void {
    // Nobody listens here.
  }
  onSecure(): void {
    // Nor is there TLS.
  }
  onConnect(): void {
    // Tokens start later than that.
  }
  onWritable(): void {
    // No window fills.
  }
  onEnd(): void {
    // Nobody ends.
  }
  onReset(): void {
    // Nor resets.
  }
  onDatagram(): void {
    // Streams only.
  }
  onLoaded(): void {
    // Nothing is loaded.
  }
  onStored(): void {
    // Nothing is stored.
  }
  onChildExit(): void {
    // No children.
  }
  onTurnEnd(): void {
    this.seat.endTurn();
  }
}

class Renewer implements Machine {
  private readonly seat: Seat;
  constructor(host: Host) {
    this.seat = new Seat(host);
  }
  onStart(now: Micros, boot: Boot): void {
    this.seat.open(now, boot);
  }
  onAccept(_now: Micros, conn: ConnId, facts: AcceptFacts): void {
    this.seat.accept(conn, facts);
  }
  onData(_now: Micros, _conn: ConnId, bytes: Uint8Array): number {
    return this.seat.pass(bytes);
  }
  onDeadline(): void {
    this.seat.begin();
  }
  onListen(): void {
    // Nobody listens here.
  }
  onSecure(): void {
    // Nor is there TLS.
  }
  onConnect(): void {
    // Tokens start later than that.
  }
  onWritable(): void {
    // No window fills.
  }
  onEnd(): void {
    // Nobody ends.
  }
  onReset(): void {
    // Nor resets.
  }
  onDatagram(): void {
    // Streams only.
  }
  onLoaded(): void {
    // Nothing is loaded.
  }
  onStored(): void {
    // Nothing is stored.
  }
  onChildExit(): void {
    // No children.
  }
  onTurnEnd(): void {
    this.seat.endTurn();
  }
}

class Client implements Machine {
  private readonly seat: Seat;
  constructor(host: Host) {
    this.seat = new Seat(host);
  }
  onStart(now: Micros, boot: Boot): void {
    this.seat.open(now, boot);
  }
  onAccept(_now: Micros, conn: ConnId, facts: AcceptFacts): void {
    this.seat.accept(conn, facts);
  }
  onData(_now: Micros, _conn: ConnId, bytes: Uint8Array): number {
    return this.seat.pass(bytes);
  }
  onDeadline(): void {
    this.seat.begin();
  }
  onListen(): void {
    // Nobody listens here.
  }
  onSecure(): void {
    // Nor is there TLS.
  }
  onConnect(): void {
    // Tokens start later than that.
  }
  onWritable(): void {
    // No window fills.
  }
  onEnd(): void {
    // Nobody ends.
  }
  onReset(): void {
    // Nor resets.
  }
  onDatagram(): void {
    // Streams only.
  }
  onLoaded(): void {
    // Nothing is loaded.
  }
  onStored(): void {
    // Nothing is stored.
  }
  onChildExit(): void {
    // No children.
  }
  onTurnEnd(): void {
    this.seat.endTurn();
  }
}

class Origin implements Machine {
  private readonly seat: Seat;
  constructor(host: Host) {
    this.seat = new Seat(host);
  }
  onStart(now: Micros, boot: Boot): void {
    this.seat.open(now, boot);
  }
  onAccept(_now: Micros, conn: ConnId, facts: AcceptFacts): void {
    this.seat.accept(conn, facts);
  }
  onData(_now: Micros, _conn: ConnId, bytes: Uint8Array): number {
    return this.seat.pass(bytes);
  }
  onDeadline(): void {
    this.seat.begin();
  }
  onListen(): void {
    // Nobody listens here.
  }
  onSecure(): void {
    // Nor is there TLS.
  }
  onConnect(): void {
    // Tokens start later than that.
  }
  onWritable(): void {
    // No window fills.
  }
  onEnd(): void {
    // Nobody ends.
  }
  onReset(): void {
    // Nor resets.
  }
  onDatagram(): void {
    // Streams only.
  }
  onLoaded(): void {
    // Nothing is loaded.
  }
  onStored(): void {
    // Nothing is stored.
  }
  onChildExit(): void {
    // No children.
  }
  onTurnEnd(): void {
    this.seat.endTurn();
  }
}

export const machineFactories: readonly MachineFactory[] = [
  (host: Host): Machine => new Master(host),
  (host: Host): Machine => new Worker(host),
  (host: Host): Machine => new Operator(host),
  (host: Host): Machine => new Renewer(host),
  (host: Host): Machine => new Client(host),
  (host: Host): Machine => new Origin(host),
];
