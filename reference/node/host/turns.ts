// The order of a machine's inputs. Whatever one callback of the event loop brings is a turn, closed
// by `onTurnEnd`; whatever a host call brings about waits in line for a later turn, so that no host
// call re-enters the machine. It deliberately knows nothing of what an input is.

import type { Micros } from "../../host.ts";

export type Input = (now: Micros) => void;

export interface TurnOptions {
  readonly now: () => Micros;
  /** Runs after the last input of each turn, still inside it. */
  readonly finish: Input;
}

export class Turns {
  readonly #options: TurnOptions;
  #waiting: Input[] = [];
  #inside = false;
  #immediate: NodeJS.Immediate | undefined;
  #stopped = false;
  #began: Micros | undefined;

  constructor(options: TurnOptions) {
    this.#options = options;
  }

  /** Runs what waits, then `input`, as one turn; inside a turn it waits for a later one. */
  take(input: Input): void {
    if (this.#inside) {
      this.later(input);
      return;
    }
    this.#waiting.push(input);
    this.#turn();
  }

  /** Puts `input` in line for a later turn. */
  later(input: Input): void {
    this.#waiting.push(input);
    this.#schedule();
  }

  /** Makes sure that a turn ends soon: the one that runs, or else an empty one. */
  need(): void {
    if (!this.#inside) this.later(() => undefined);
  }

  /** The instant of the turn that runs; undefined between turns. */
  get began(): Micros | undefined {
    return this.#began;
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  /** No input is given after this. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
    clearImmediate(this.#immediate);
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#immediate ??= setImmediate(() => {
      this.#immediate = undefined;
      this.#turn();
    });
  }

  #turn(): void {
    if (this.#stopped || this.#waiting.length === 0) return;
    // What arrives while these run is for the next turn, or a machine that resumes what it did not
    // take would never see this one end.
    const inputs = this.#waiting;
    this.#waiting = [];
    const now = this.#options.now();
    this.#inside = true;
    this.#began = now;
    try {
      for (const input of inputs) this.#give(input, now);
      this.#give(this.#options.finish, now);
    } finally {
      this.#inside = false;
      this.#began = undefined;
    }
    if (this.#waiting.length > 0) this.#schedule();
  }

  #give(input: Input, now: Micros): void {
    // The machine may have asked to exit in an earlier input of this turn.
    if (!this.#stopped) input(now);
  }
}
