// What of a history cannot be explained, cut down: a judgement of forty verbs helps nobody. Only
// knowledge is taken away, never a verb, because a history of which less is known can be explained
// whenever the whole can; so what is left is a fault of its own.
import { accountOf } from "./account.ts";
import { explain } from "./explain.ts";
import type { History, HistoryOperation } from "./history.ts";

export interface Witness {
  readonly worker: number;
  /** The operations whose answers cannot all be true, in the order in which they were sent. */
  readonly operations: readonly HistoryOperation[];
  /** Whether the events matter too. */
  readonly events: boolean;
  /** No explanation is left from here on. */
  readonly until: number;
}

/** How many states may be looked at to cut a history down; what is left then is larger than it could be. */
const statesMaxOfAll = 20_000;
const statesMaxOfOne = 2_000;

/** Of a history that the worker's account does not explain. */
export function witnessOf(history: History, worker: number): Witness {
  let states = 0;
  const fails = (known: History): boolean => {
    if (states >= statesMaxOfAll) return false;
    const { kind, states: visited } = explain(accountOf(known, worker), statesMaxOfOne);
    states += visited;
    return kind === "impossible";
  };
  const until = shortest(history, fails);
  let known = knownUntil(history, until);
  const deaf = { ...known, events: [], subscribedAt: undefined };
  const events = !fails(deaf);
  if (!events) known = deaf;
  for (const { id } of known.operations) {
    const less = forgetting(known, id, worker);
    if (fails(less)) known = less;
  }
  return {
    worker,
    operations: known.operations.filter(({ answers }) => answers[String(worker)] !== undefined),
    events,
    until,
  };
}

/** The earliest instant up to which the history cannot be explained. */
function shortest(history: History, fails: (known: History) => boolean): number {
  const instants = [
    ...history.operations.flatMap(({ replied }) => (replied === undefined ? [] : [replied])),
    ...history.events.map(({ at }) => at),
    history.endedAt,
  ].sort((a, b) => a - b);
  let low = 0;
  let high = instants.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fails(knownUntil(history, instants[middle] ?? history.endedAt))) high = middle;
    else low = middle + 1;
  }
  return instants[low] ?? history.endedAt;
}

/** The same history as it was known at an instant. */
function knownUntil(history: History, until: number): History {
  return {
    ...history,
    operations: history.operations
      .filter(({ sent }) => sent <= until)
      .map((operation) =>
        (operation.replied ?? Infinity) <= until ? operation : unknown(operation),
      ),
    events: history.events.filter(({ at }) => at <= until),
    endedAt: Math.min(until, history.endedAt),
  };
}

function unknown(operation: HistoryOperation): HistoryOperation {
  const { replied, ...asked } = operation;
  return replied === undefined ? operation : { ...asked, answers: {} };
}

function forgetting(history: History, id: string, worker: number): History {
  const operations = history.operations.map((operation) => {
    if (operation.id !== id) return operation;
    const answers = Object.entries(operation.answers).filter(([name]) => name !== String(worker));
    return { ...operation, answers: Object.fromEntries(answers) };
  });
  return { ...history, operations };
}
