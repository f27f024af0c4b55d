// A worker with an actor in front of it: the machine behind is the testee's own, and the script
// decides which requests of the master reach it. A silent one is frozen from its instant on, an old
// one refuses the verbs it does not know, an answering one speaks the words of the scenario, a dying one
// exits at the n-th request. Whole frames go through unchanged; what is no frame goes nowhere.

import {
  create,
  decodeWorkerRequest,
  encodeWorkerResponse,
  FrameDecoder,
  frameOf,
  ResponseStatus,
  WorkerResponseSchema,
} from "../../wire/index.ts";
import { assert } from "../error.ts";
import type {
  AcceptFacts,
  Address,
  Boot,
  ConnectOutcome,
  ConnId,
  Digest,
  ExitCause,
  Host,
  ListenerId,
  ListenOutcome,
  Machine,
  Micros,
  NodeName,
  SecureOutcome,
} from "../machine.ts";
import type { WorkerScript } from "./worker-script.ts";
import { WorkerAnswers } from "./worker-answers.ts";
import { matchesVerb, verdictOn } from "./worker-script.ts";

/** The listener of a channel that nobody listened for. */
const channelListener: ListenerId = 0;

type Life = "awake" | "frozen" | "dying";

export class ScriptedWorker implements Machine {
  readonly #host: Host;
  readonly #behind: Machine;
  readonly #script: WorkerScript;
  readonly #frames: FrameDecoder;
  #channel: ConnId | undefined;
  /** Frames that the worker behind has not taken yet. */
  readonly #waiting: Uint8Array[] = [];
  readonly #answers: WorkerAnswers | undefined;
  #matching = 0;
  #life: Life = "awake";

  constructor(host: Host, behind: Machine, script: WorkerScript, frameBytesMax: number) {
    this.#host = host;
    this.#behind = behind;
    this.#script = script;
    this.#frames = new FrameDecoder(frameBytesMax);
    this.#answers = script.kind === "answering" ? new WorkerAnswers(script) : undefined;
  }

  onStart(now: Micros, boot: Boot): void {
    if (this.#awake(now)) this.#behind.onStart(now, boot);
  }

  onListen(now: Micros, listener: ListenerId, outcome: ListenOutcome): void {
    if (this.#awake(now)) this.#behind.onListen(now, listener, outcome);
  }

  onAccept(now: Micros, conn: ConnId, facts: AcceptFacts): void {
    if (facts.listener === channelListener) this.#channel = conn;
    if (this.#awake(now)) this.#behind.onAccept(now, conn, facts);
  }

  onSecure(now: Micros, conn: ConnId, outcome: SecureOutcome): void {
    if (this.#awake(now)) this.#behind.onSecure(now, conn, outcome);
  }

  onConnect(now: Micros, conn: ConnId, outcome: ConnectOutcome): void {
    if (this.#awake(now)) this.#behind.onConnect(now, conn, outcome);
  }

  onData(now: Micros, conn: ConnId, bytes: Uint8Array): number {
    if (!this.#awake(now)) return bytes.length;
    if (conn !== this.#channel) return this.#behind.onData(now, conn, bytes);
    this.#frames.push(bytes);
    for (let next = this.#frames.next(); next?.kind === "frame"; next = this.#frames.next()) {
      this.#judge(next.payload);
    }
    this.#offer(now);
    return bytes.length;
  }

  onWritable(now: Micros, conn: ConnId): void {
    if (this.#awake(now)) this.#behind.onWritable(now, conn);
  }

  onEnd(now: Micros, conn: ConnId): void {
    if (this.#awake(now)) this.#behind.onEnd(now, conn);
  }

  onReset(now: Micros, conn: ConnId): void {
    if (this.#awake(now)) this.#behind.onReset(now, conn);
  }

  onDatagram(now: Micros, listener: ListenerId, from: Address, bytes: Uint8Array): void {
    if (this.#awake(now)) this.#behind.onDatagram(now, listener, from, bytes);
  }

  onDeadline(now: Micros): void {
    if (this.#awake(now)) this.#behind.onDeadline(now);
  }

  onLoaded(now: Micros, name: string, bytes: Uint8Array | undefined): void {
    if (this.#awake(now)) this.#behind.onLoaded(now, name, bytes);
  }

  onStored(now: Micros, name: string, ok: boolean): void {
    if (this.#awake(now)) this.#behind.onStored(now, name, ok);
  }

  onChildExit(now: Micros, child: NodeName, cause: ExitCause): void {
    if (this.#awake(now)) this.#behind.onChildExit(now, child, cause);
  }

  onTurnEnd(now: Micros): void {
    if (!this.#awake(now)) return;
    // Whatever made room for the worker behind did so in this turn.
    this.#offer(now);
    this.#behind.onTurnEnd(now);
    if (this.#life === "dying") this.#host.exit(1);
  }

  digest(now: Micros, into: Digest): void {
    into.text(this.#life);
    into.int(this.#matching);
    into.int(this.#answers?.left ?? 0);
    into.int(this.#frames.pendingBytes);
    for (const frame of this.#waiting) into.bytes(frame);
    this.#behind.digest?.(now, into);
  }

  #awake(now: Micros): boolean {
    const { kind } = this.#script;
    if (kind === "silent" && now >= (this.#script.fromMicros ?? Number.POSITIVE_INFINITY)) {
      this.#life = "frozen";
    }
    return this.#life !== "frozen";
  }

  #judge(payload: Uint8Array): void {
    if (this.#life !== "awake") return;
    const decoded = decodeWorkerRequest(payload);
    const verb = decoded.ok ? (decoded.message.content?.requestType.case ?? "") : "";
    if (matchesVerb(this.#script, verb)) this.#matching += 1;
    switch (verdictOn(this.#script, verb, this.#matching)) {
      case "pass":
        this.#waiting.push(frameOf(payload));
        return;
      case "refuse":
        this.#refuse(decoded.ok ? decoded.message.id : "");
        return;
      case "answer":
        this.#say(this.#answers?.next(verb, decoded.ok ? decoded.message.id : ""));
        return;
      case "swallow":
        this.#life = "frozen";
        return;
      case "die":
        this.#life = "frozen";
        this.#host.exit(1);
        return;
      case "die-after":
        this.#waiting.push(frameOf(payload));
        this.#life = "dying";
        return;
    }
  }

  #refuse(id: string): void {
    const message = "unknown request type";
    const response = create(WorkerResponseSchema, { id, status: ResponseStatus.FAILURE, message });
    this.#say(encodeWorkerResponse(response));
  }

  #say(payload: Uint8Array | undefined): void {
    if (this.#channel === undefined || payload === undefined) return;
    const bytes = frameOf(payload);
    const taken = this.#host.write(this.#channel, bytes);
    // A part of it would end up in the middle of what the worker behind writes.
    assert(taken === bytes.length, "what a script says fits the send window");
  }

  #offer(now: Micros): void {
    if (this.#channel === undefined) return;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const taken = this.#behind.onData(now, this.#channel, first);
      if (taken < first.length) {
        this.#waiting[0] = first.subarray(taken);
        return;
      }
      this.#waiting.shift();
    }
  }
}
