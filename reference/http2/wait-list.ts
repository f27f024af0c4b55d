// Who has waited since when, where everybody may wait equally long: the first in line is the first whose
// time is over, so neither joining nor leaving depends on how many there are. It holds no clock.

import type { Micros } from "../host.ts";

/** A place in line; each owner has one of its own. */
export class Wait<Owner> {
  readonly owner: Owner;
  since: Micros = 0;
  before: Wait<Owner> | undefined;
  after: Wait<Owner> | undefined;
  isWaiting = false;

  constructor(owner: Owner) {
    this.owner = owner;
  }
}

export class WaitList<Owner> {
  readonly #patienceMicros: Micros;
  #first: Wait<Owner> | undefined;
  #last: Wait<Owner> | undefined;

  constructor(patienceMicros: Micros) {
    this.#patienceMicros = patienceMicros;
  }

  /** From now on; who waited already goes to the end of the line. */
  start(now: Micros, wait: Wait<Owner>): void {
    this.stop(wait);
    wait.since = now;
    wait.isWaiting = true;
    wait.before = this.#last;
    if (this.#last === undefined) this.#first = wait;
    else this.#last.after = wait;
    this.#last = wait;
  }

  stop(wait: Wait<Owner>): void {
    if (!wait.isWaiting) return;
    if (wait.before === undefined) this.#first = wait.after;
    else wait.before.after = wait.after;
    if (wait.after === undefined) this.#last = wait.before;
    else wait.after.before = wait.before;
    wait.before = undefined;
    wait.after = undefined;
    wait.isWaiting = false;
  }

  /** When the first has waited longer than it should. */
  nextDeadline(): Micros | undefined {
    return this.#first === undefined ? undefined : this.#first.since + this.#patienceMicros + 1;
  }

  /** The first one whose time is over; it waits no longer. */
  due(now: Micros): Owner | undefined {
    const first = this.#first;
    if (first === undefined || now - first.since <= this.#patienceMicros) return undefined;
    this.stop(first);
    return first.owner;
  }
}
