// What an actor is to do at which instant, with every byte already made: steps of a scenario come
// here encoded, so that an actor decides nothing. A program may be endless. `ProgramClock` says
// which steps are due.

import type { RawFrame } from "../../wire/index.ts";
import type { Digest, Host, Micros } from "../machine.ts";
import type { RequestSpec } from "./http/spec.ts";

/** What only a client of HTTP does; the step's label names the exchange that it is about. */
export type HttpAct =
  | { readonly kind: "request"; readonly spec: RequestSpec }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "goOn"; readonly bytes: number | undefined }
  | { readonly kind: "abort"; readonly code: number }
  | { readonly kind: "credit"; readonly bytes: number }
  /** On the stream of a request, where one is named. */
  | { readonly kind: "frame"; readonly frame: RawFrame; readonly on: string | undefined };

export type ProgramAction =
  | {
      readonly kind: "send";
      readonly bytes: Uint8Array;
      /** How many terminal replies the bytes should bring. */
      readonly requests: number;
      /** Only towards a worker. */
      readonly requestId: string | undefined;
    }
  | { readonly kind: "http"; readonly act: HttpAct }
  | {
      readonly kind: "open" | "close" | "halfClose" | "reset" | "pauseReading" | "resumeReading";
    };

export interface ProgramStep {
  readonly at: Micros;
  /** The connection it happens on, by name. */
  readonly connection: string;
  readonly step: string | undefined;
  readonly action: ProgramAction;
}

/** Steps sorted by instant. */
export type Program = Iterable<ProgramStep>;

/** Walks through a program and keeps the host's deadline at its next step. */
export class ProgramClock {
  readonly #host: Host;
  readonly #steps: Iterator<ProgramStep>;
  #next: ProgramStep | undefined;

  constructor(host: Host, program: Program) {
    this.#host = host;
    this.#steps = program[Symbol.iterator]();
    this.#advance();
  }

  /** A process that starts late has missed the steps before its start. */
  start(now: Micros): void {
    while (this.#next !== undefined && this.#next.at < now) this.#advance();
    this.#host.setDeadline(this.#next?.at);
  }

  /** The steps that are due, in order. */
  takeDue(now: Micros): readonly ProgramStep[] {
    const due: ProgramStep[] = [];
    while (this.#next !== undefined && this.#next.at <= now) {
      due.push(this.#next);
      this.#advance();
    }
    this.#host.setDeadline(this.#next?.at);
    return due;
  }

  /** The program is told apart by how far away its next step is and what that step sends. */
  digest(into: Digest): void {
    if (this.#next === undefined) return;
    into.duration(this.#next.at);
    into.text(this.#next.connection);
    into.text(this.#next.action.kind);
    if (this.#next.action.kind === "send") into.bytes(this.#next.action.bytes);
    if (this.#next.action.kind === "http") into.text(JSON.stringify(this.#next.action.act));
  }

  #advance(): void {
    const result = this.#steps.next();
    this.#next = result.done === true ? undefined : result.value;
  }
}
