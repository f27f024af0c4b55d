// One recorded connection that is played again: the bytes of its peer, each at its instant and not
// before what was then heard has been heard again. What comes late, in other pieces or not at all is not
// waited for longer than a moment.

import type { ConnId, Host, Micros } from "../../../sim/index.ts";
import type { Tape, TapeStep } from "./capture.ts";
import { progressOf } from "./seen.ts";

const microsPerMilli = 1000;

/** How long after its instant an action waits for what was heard before it. */
const patienceMicros = 100_000;

export class TapeConnection {
  readonly tape: Tape;
  readonly #host: Host;
  readonly #conn: ConnId;
  readonly #zero: Micros;
  readonly #heard: Uint8Array[] = [];
  readonly #sent: Uint8Array[] = [];
  #hasEnded = false;
  #isOver = false;
  #next = 0;
  #unwritten: Uint8Array = new Uint8Array();
  #endsThen = false;

  /** The instants of the tape are counted from `zero`. */
  constructor(host: Host, conn: ConnId, tape: Tape, zero: Micros) {
    this.tape = tape;
    this.#host = host;
    this.#conn = conn;
    this.#zero = zero;
  }

  get heard(): Buffer {
    return Buffer.concat(this.#heard);
  }

  get sent(): Buffer {
    return Buffer.concat(this.#sent);
  }

  /** The other side ended it first. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** When there may be something to do again. */
  nextAt(): Micros | undefined {
    const step = this.tape.steps[this.#next];
    if (this.#isOver || step === undefined) return undefined;
    if (step.do !== "hear") return this.#zero + step.at * microsPerMilli;
    const then = this.tape.steps[this.#next + 1];
    // A back end that was not asked yet has nothing to say.
    if (then === undefined || (this.tape.peer === "origin" && this.#heard.length === 0)) {
      return undefined;
    }
    return this.#zero + then.at * microsPerMilli + patienceMicros;
  }

  /** After its own end a peer looks at nothing any more. */
  hear(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#heard.push(bytes.slice());
  }

  end(): void {
    this.#hasEnded ||= !this.#isOver;
  }

  gone(): void {
    this.end();
    this.#isOver = true;
  }

  /** Everything whose time has come. */
  play(now: Micros): void {
    for (;;) {
      const step = this.tape.steps[this.#next];
      if (this.#isOver || step === undefined) return;
      const due = this.nextAt();
      const isDue = due !== undefined && due <= now;
      if (step.do === "hear") {
        if (!this.#hasHeard(step) && !isDue) return;
      } else {
        if (!isDue) return;
        if (step.do === "send") this.#write(Buffer.from(step.hex ?? "", "hex"));
        else this.#finish(step.do);
      }
      this.#next += 1;
    }
  }

  onWritable(): void {
    const rest = this.#unwritten;
    this.#unwritten = new Uint8Array();
    this.#write(rest);
    if (this.#endsThen && this.#unwritten.length === 0) this.#host.end(this.#conn);
  }

  /** Something, and messages as far as they had come then. */
  #hasHeard({ progress = 0 }: TapeStep): boolean {
    if (this.#hasEnded) return true;
    return this.#heard.length > 0 && progressOf(this.tape, this.heard) >= progress;
  }

  #write(bytes: Uint8Array): void {
    if (this.#unwritten.length > 0) {
      this.#unwritten = Buffer.concat([this.#unwritten, bytes]);
      return;
    }
    const written = this.#host.write(this.#conn, bytes);
    this.#sent.push(bytes.slice(0, written));
    this.#unwritten = bytes.slice(written);
  }

  #finish(how: "halfClose" | "close" | "reset"): void {
    if (how === "reset") this.#host.reset(this.#conn);
    else if (this.#unwritten.length === 0) this.#host.end(this.#conn);
    else this.#endsThen = true;
    this.#isOver = how !== "halfClose";
  }
}
