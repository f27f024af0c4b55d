// Which reply belongs to which item: replies leave in the order of their requests, so it is the
// alignment with the fewest faults, a fault being an item that is owed a reply and has none, or a
// reply that belongs to nothing. Among equals a reply belongs to the latest item that it could answer,
// since most are answered before the next one comes.
import { isRefused, type Item, type Terminal } from "./dialogue.ts";
import { couldAnswer } from "./obligation.ts";

export interface Alignment {
  /** By item: the position of its reply. */
  readonly replies: readonly (number | undefined)[];
  /** Positions of replies that belong to nothing. */
  readonly surplus: readonly number[];
}

export function align(
  items: readonly Item[],
  owed: readonly boolean[],
  terminals: readonly Terminal[],
): Alignment {
  const width = terminals.length + 1;
  // A refused frame may be answered or not, so a refusal is not taken for the answer to another.
  const isStrict = items.some(isRefused);
  const faults = faultTable({ items, owed, terminals, isStrict });
  const replies: (number | undefined)[] = items.map(() => undefined);
  const surplus: number[] = [];
  let item = 0;
  let terminal = 0;
  while (item < items.length || terminal < terminals.length) {
    const here = faults[item * width + terminal] ?? 0;
    const past = cost(owed[item]) + (faults[(item + 1) * width + terminal] ?? 0);
    if (item < items.length && here === past) {
      item += 1;
    } else if (
      matches(items[item], terminals[terminal], isStrict) &&
      here === faults[(item + 1) * width + terminal + 1]
    ) {
      replies[item] = terminal;
      item += 1;
      terminal += 1;
    } else {
      surplus.push(terminal);
      terminal += 1;
    }
  }
  return { replies, surplus };
}

interface Aligning {
  readonly items: readonly Item[];
  readonly owed: readonly boolean[];
  readonly terminals: readonly Terminal[];
  readonly isStrict: boolean;
}

/** The fewest faults in what follows, by what follows. */
function faultTable({ items, owed, terminals, isStrict }: Aligning): readonly number[] {
  const width = terminals.length + 1;
  const faults = new Array<number>((items.length + 1) * width).fill(0);
  for (let item = items.length; item >= 0; item -= 1) {
    for (let terminal = terminals.length; terminal >= 0; terminal -= 1) {
      if (item === items.length) {
        faults[item * width + terminal] = terminals.length - terminal;
        continue;
      }
      let fewest = cost(owed[item]) + (faults[(item + 1) * width + terminal] ?? 0);
      if (terminal < terminals.length) {
        fewest = Math.min(fewest, 1 + (faults[item * width + terminal + 1] ?? 0));
      }
      if (matches(items[item], terminals[terminal], isStrict)) {
        fewest = Math.min(fewest, faults[(item + 1) * width + terminal + 1] ?? 0);
      }
      faults[item * width + terminal] = fewest;
    }
  }
  return faults;
}

function matches(
  item: Item | undefined,
  terminal: Terminal | undefined,
  isStrict: boolean,
): boolean {
  return item !== undefined && terminal !== undefined && couldAnswer(terminal, item, isStrict);
}

function cost(isOwed: boolean | undefined): number {
  return isOwed === true ? 1 : 0;
}
