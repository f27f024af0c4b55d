// A master, its workers and its clients on recording hosts, for tests: bytes are carried between
// them at once and in order, at whatever instant the test says. A worker is a real one, or none at
// all: then the test reads its requests and writes its answers.

import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import {
  create,
  decodeResponse,
  decodeWorkerRequest,
  encodeRequest,
  encodeWorkerResponse,
  frameOf,
  RequestSchema,
  ResponseStatus,
  WorkerResponseSchema,
  type Request,
  type Response,
  type WorkerRequest,
} from "../wire/index.ts";
import { encodeMasterConfig, type MasterConfig } from "./config/master-config.ts";
import type { ConnId, Credentials, Machine, Micros } from "./host.ts";
import { createMaster } from "./master/master.ts";
import { RecordingHost } from "./recording-host.ts";
import { createWorker } from "./worker/worker.ts";

export type RequestType = Request["requestType"];

const testConfig: MasterConfig = {
  commandSocket: "/tmp/kakehi.sock",
  workerCount: 2,
  workerAutomaticRestart: true,
  workerTimeoutSeconds: 10,
  commandBufferBytesMax: 4_096,
  detail: 2,
  requests: [],
};

export interface Child {
  readonly name: string;
  readonly conn: ConnId;
  readonly host: RecordingHost;
  /** Absent: the test plays this worker. */
  readonly machine: Machine | undefined;
  readonly asked: WorkerRequest[];
  isOver: boolean;
}

/** A request as a test writes it: the verb and its value in the JSON of protobuf. */
export function request(verb: string, value: JsonValue = {}): RequestType {
  return fromJson(RequestSchema, { [verb]: value }).requestType;
}

export function requestFrame(requestType: RequestType): Uint8Array {
  return frameOf(encodeRequest(create(RequestSchema, { requestType })));
}

export class RecordingFleet {
  readonly host: RecordingHost = new RecordingHost();
  readonly master: Machine = createMaster(this.host);
  readonly children: Child[] = [];
  readonly #played: readonly string[];
  readonly #held = new Map<ConnId, Uint8Array>();
  #lastConn = -1;

  /** `played` names the workers that the test plays itself. */
  constructor(changes: Partial<MasterConfig> = {}, played: readonly string[] = []) {
    this.#played = played;
    const config = encodeMasterConfig({ ...testConfig, ...changes });
    this.master.onStart(0, { name: "master", config, seed: 1 });
    this.master.onListen(0, 1, "listening");
    this.settle(0);
  }

  /** A client with a connection of its own. */
  accept(now: Micros, who: Credentials | "nobody" = { pid: 1, uid: 0, gid: 0 }): ConnId {
    this.#lastConn += 2;
    const conn = this.#lastConn;
    const credentials = who === "nobody" ? undefined : who;
    const local = { kind: "unix", path: testConfig.commandSocket } as const;
    this.master.onAccept(now, conn, { listener: 1, local, remote: local, credentials });
    this.settle(now);
    return conn;
  }

  send(now: Micros, conn: ConnId, ...types: readonly RequestType[]): Response[] {
    return this.feed(now, conn, joined(types.map(requestFrame)));
  }

  /** What the master does not take is offered again when it says so, as a host does. */
  feed(now: Micros, conn: ConnId, bytes: Uint8Array): Response[] {
    const held = this.#held.get(conn);
    this.#held.set(conn, held === undefined ? bytes : joined([held, bytes]));
    if (held === undefined) this.#offer(now, conn);
    this.settle(now);
    return this.heard(conn);
  }

  /** Wakes the master twice, as a host does for a deadline whose instant has come. */
  wake(now: Micros): void {
    for (let time = 0; time < 2; time += 1) {
      this.master.onDeadline(now);
      this.settle(now);
    }
  }

  heard(conn: ConnId): Response[] {
    return this.host.payloads(conn).map((payload) => {
      const decoded = decodeResponse(payload);
      if (!decoded.ok) throw new Error(`the master wrote ${decoded.fault.kind}`);
      return decoded.message;
    });
  }

  /** What a played worker was asked and has not been read yet. */
  asked(name: string): WorkerRequest[] {
    return this.#child(name).asked.splice(0);
  }

  answer(now: Micros, name: string, init: Parameters<typeof workerAnswer>[0]): void {
    this.master.onData(now, this.#child(name).conn, workerAnswer(init));
    this.settle(now);
  }

  /** The process dies and takes its channel with it. */
  crash(now: Micros, name: string): void {
    const child = this.#child(name);
    child.isOver = true;
    this.master.onReset(now, child.conn);
    this.master.onChildExit(now, name, { kind: "killed" });
    this.settle(now);
  }

  /** Carries bytes until nobody has any left. */
  settle(now: Micros): void {
    this.master.onTurnEnd(now);
    for (let isBusy = true; isBusy;) {
      isBusy = this.#launch(now);
      for (const conn of this.host.resumed.splice(0)) isBusy = this.#offer(now, conn) || isBusy;
      for (const child of this.children) isBusy = this.#carry(now, child) || isBusy;
    }
  }

  #offer(now: Micros, conn: ConnId): boolean {
    const bytes = this.#held.get(conn);
    if (bytes === undefined) return false;
    const taken = this.master.onData(now, conn, bytes);
    if (taken === bytes.length) this.#held.delete(conn);
    else this.#held.set(conn, bytes.subarray(taken));
    this.master.onTurnEnd(now);
    return true;
  }

  #launch(now: Micros): boolean {
    const next = this.host.spawned[this.children.length];
    const link = this.host.connected[this.children.length];
    if (next === undefined || link === undefined) return false;
    const host = new RecordingHost();
    const machine = this.#played.includes(next.child) ? undefined : createWorker(host);
    const child: Child = {
      name: next.child,
      conn: link.conn,
      host,
      machine,
      asked: [],
      isOver: false,
    };
    this.children.push(child);
    machine?.onStart(now, { name: next.child, config: next.config, seed: 1 });
    machine?.onAccept(now, 1, {
      listener: 0,
      local: { kind: "node", node: next.child },
      remote: { kind: "node", node: "master" },
      credentials: undefined,
    });
    machine?.onTurnEnd(now);
    this.master.onConnect(now, link.conn, "connected");
    this.master.onTurnEnd(now);
    return true;
  }

  #carry(now: Micros, child: Child): boolean {
    const payloads = this.host.payloads(child.conn);
    for (const payload of payloads) {
      if (child.isOver) continue;
      const decoded = decodeWorkerRequest(payload);
      if (child.machine === undefined && decoded.ok) child.asked.push(decoded.message);
      child.machine?.onData(now, 1, frameOf(payload));
      child.machine?.onTurnEnd(now);
    }
    return this.#carryBack(now, child) || payloads.length > 0;
  }

  #carryBack(now: Micros, child: Child): boolean {
    const payloads = child.host.payloads(1);
    if (payloads.length > 0 && !child.isOver) {
      this.master.onData(now, child.conn, joined(payloads.map(frameOf)));
      this.master.onTurnEnd(now);
    }
    const hasLeft = child.host.exitCode !== undefined && !child.isOver;
    if (hasLeft) {
      child.isOver = true;
      this.master.onEnd(now, child.conn);
      this.master.onChildExit(now, child.name, { kind: "exited", code: 0 });
      this.master.onTurnEnd(now);
    }
    return hasLeft || payloads.length > 0;
  }

  #child(name: string): Child {
    const child = this.children.find((one) => one.name === name);
    if (child === undefined) throw new Error(`there is no ${name}`);
    return child;
  }
}

/** An answer of a played worker; OK unless told. */
export function workerAnswer({
  id,
  status = ResponseStatus.OK,
  message = "",
}: {
  readonly id: string;
  readonly status?: ResponseStatus;
  readonly message?: string;
}): Uint8Array {
  return frameOf(encodeWorkerResponse(create(WorkerResponseSchema, { id, status, message })));
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
