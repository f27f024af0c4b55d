// Which reply belongs to which item: replies leave in the order of their requests, so it is the
// alignment with the fewest faults, a fault being an item that is owed a reply and has none, or a
// reply that belongs to nothing. Among equals a reply belongs to the latest item that it could answer,
// since most are answered before the next one comes. One dialogue is aligned many times, each time
// without one of its replies, so what does not depend on that is worked out once.
import { type Dialogue, isRefused, type Item, type Terminal } from "./dialogue.ts";
import { couldAnswer } from "./obligation.ts";

export interface Alignment {
  /** By item: the position of its reply. */
  readonly replies: readonly (number | undefined)[];
  /** The first reply that belongs to nothing. */
  readonly surplus: number | undefined;
}

/** No reply is left out. */
export const none = -1;

export class Aligner {
  private readonly items: readonly Item[];
  private readonly terminals: readonly Terminal[];
  private readonly owed: readonly boolean[];
  /** By item and reply: 1 where the one could be the answer to the other. */
  private readonly matches: Uint8Array;
  /** By item and reply: the fewest faults in what follows, itself included. */
  private readonly faults: Uint16Array;
  /** The reply that was left out when the faults were counted last. */
  private counted = Number.POSITIVE_INFINITY;

  constructor({ items, terminals }: Dialogue, owed: readonly boolean[]) {
    this.items = items;
    this.terminals = terminals;
    this.owed = owed;
    const width = terminals.length + 1;
    this.matches = new Uint8Array((items.length + 1) * width);
    this.faults = new Uint16Array((items.length + 1) * width);
    // A refused frame may be answered or not, so a refusal is not taken for the answer to another.
    const isStrict = items.some(isRefused);
    for (const [position, item] of items.entries()) {
      for (const [column, terminal] of terminals.entries()) {
        if (couldAnswer(terminal, item, isStrict)) this.matches[position * width + column] = 1;
      }
    }
  }

  /** As if the reply at the position `without` had not come. */
  align(without: number): Alignment {
    const { items, terminals, faults } = this;
    const width = terminals.length + 1;
    this.countFaults(without);
    const replies: (number | undefined)[] = items.map(() => undefined);
    let surplus: number | undefined;
    let item = 0;
    let terminal = 0;
    while (item < items.length || terminal < terminals.length) {
      const place = item * width + terminal;
      const past = this.cost(item) + (faults[place + width] ?? 0);
      if (terminal === without) {
        terminal += 1;
      } else if (item < items.length && faults[place] === past) {
        item += 1;
      } else if (this.matches[place] === 1 && faults[place] === faults[place + width + 1]) {
        replies[item] = terminal;
        item += 1;
        terminal += 1;
      } else {
        surplus ??= terminal;
        terminal += 1;
      }
    }
    return { replies, surplus };
  }

  /** Behind a reply that is left out nothing changes, so what was counted there is kept. */
  private countFaults(without: number): void {
    const { items, terminals, faults } = this;
    const width = terminals.length + 1;
    const isKept = without !== none && without >= this.counted;
    const first = isKept ? without : terminals.length - 1;
    this.counted = without;
    if (!isKept) this.countUnanswered();
    const last = items.length * width;
    for (let terminal = first; terminal >= 0; terminal -= 1) {
      faults[last + terminal] = (faults[last + terminal + 1] ?? 0) + surplusCost(terminal, without);
    }
    for (let item = items.length - 1; item >= 0; item -= 1) this.countRow(item, first, without);
  }

  /** What the items cost when no more replies come. */
  private countUnanswered(): void {
    const { items, terminals, faults } = this;
    const columns = terminals.length;
    const width = columns + 1;
    faults[items.length * width + columns] = 0;
    for (let item = items.length - 1; item >= 0; item -= 1) {
      const place = item * width + columns;
      faults[place] = this.cost(item) + (faults[place + width] ?? 0);
    }
  }

  private countRow(item: number, first: number, without: number): void {
    const { faults, matches } = this;
    const width = this.terminals.length + 1;
    const cost = this.cost(item);
    const row = item * width;
    let fewest = faults[row + first + 1] ?? 0;
    for (let terminal = first; terminal >= 0; terminal -= 1) {
      const place = row + terminal;
      // The reply belongs to nothing, unless the item, or both together, cost less.
      fewest += surplusCost(terminal, without);
      const past = cost + (faults[place + width] ?? 0);
      if (past < fewest) fewest = past;
      if (matches[place] === 1 && terminal !== without) {
        const matched = faults[place + width + 1] ?? 0;
        if (matched < fewest) fewest = matched;
      }
      faults[place] = fewest;
    }
  }

  private cost(item: number): number {
    return this.owed[item] === true ? 1 : 0;
  }
}

/** A reply that belongs to nothing is a fault, unless it is the one that is left out. */
function surplusCost(terminal: number, without: number): number {
  return terminal === without ? 0 : 1;
}
