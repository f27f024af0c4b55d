// The slots of each worker, move by move: which moves there are, what a slot may carry in which state,
// and that one that is used again is as one that is new.
import type { BuffersHeld, SlotMoved } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Falsification, Verdicts } from "../verdicts.ts";
import { legalMoves } from "./transitions.ts";

interface Books {
  readonly states: Map<string, string>;
  /** Of a slot that was just made. */
  cleanDigest: string | undefined;
}

interface Finding {
  readonly holds: boolean;
  readonly expected: string;
  readonly actual: string;
  readonly falsification: Falsification;
}

export class StreamChecker implements Checker {
  readonly kinds = ["worker-started", "slot", "buffers"] as const;
  private readonly verdicts: Verdicts;
  private readonly workers = new Map<number, Books>();

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number): void {
    switch (observation.kind) {
      case "worker-started":
        this.workers.delete(observation.worker);
        return;
      case "slot":
        this.moved(observation, index);
        return;
      case "buffers":
        this.held(observation, index);
        return;
      default:
        return;
    }
  }

  private moved(moved: SlotMoved, index: number): void {
    const books = this.booksOf(moved.worker);
    const key = `${moved.session}/${moved.slot}`;
    const known = books.states.get(key) ?? "none";
    const judge = (rule: string, finding: Finding): void => {
      this.judge(rule, index, moved.at, finding);
    };
    judge("STREAM-TRANSITIONS", transition(moved, known));
    judge("STREAM-LINKED-TOKEN", linked(moved));
    if (moved.to === "Idle") {
      if (moved.from === "none") {
        judge("STREAM-NEW-CLEAN", clean(moved));
        books.cleanDigest ??= moved.digest;
      } else if (moved.digest !== undefined && books.cleanDigest !== undefined) {
        judge("STREAM-REUSE-CLEAN", reused(moved.digest, books.cleanDigest));
      }
    }
    if (moved.to === "none") books.states.delete(key);
    else books.states.set(key, moved.to);
  }

  /** STREAM-BUFFERS: two for a slot, and one for a connection of HTTP/2. */
  private held({ inUse, slots, http2Connections, at }: BuffersHeld, index: number): void {
    const due = 2 * slots + http2Connections;
    this.judge("STREAM-BUFFERS", index, at, {
      holds: inUse === due,
      expected: `${due} for ${slots} slots and ${http2Connections} connections of HTTP/2`,
      actual: `${inUse}`,
      falsification: { field: "inUse", value: inUse + 1 },
    });
  }

  private judge(rule: string, index: number, at: number, finding: Finding): void {
    const { holds, expected, actual, falsification } = finding;
    if (!holds) {
      this.verdicts.violated({ rule, index, at, message: "a slot", expected, actual });
    } else if (this.verdicts.counted(rule)) this.verdicts.sample(rule, index, falsification);
  }

  private booksOf(worker: number): Books {
    let books = this.workers.get(worker);
    if (books === undefined) {
      books = { states: new Map(), cleanDigest: undefined };
      this.workers.set(worker, books);
    }
    return books;
  }
}

function transition({ from, to }: SlotMoved, known: string): Finding {
  const holds = from === known && (legalMoves[from]?.includes(to) ?? false);
  return {
    holds,
    expected: `${known} goes to ${legalMoves[known]?.join(", ") ?? "nothing"}`,
    actual: `${from} to ${to}`,
    falsification: { field: "from", value: from === "Recycle" ? "Link" : "Recycle" },
  };
}

/** STREAM-LINKED-TOKEN: it names a connection of a back end iff it is linked, and is listed there. */
function linked({ to, token, isListed }: SlotMoved): Finding {
  const isLinked = to === "Linked";
  return {
    holds: (token !== undefined) === isLinked && isListed === isLinked,
    expected: isLinked ? "named and listed" : "neither named nor listed",
    actual: `${token === undefined ? "unnamed" : "named"}, ${isListed ? "listed" : "not listed"}`,
    falsification: { field: "isListed", value: !isLinked },
  };
}

/** STREAM-NEW-CLEAN */
function clean({ attempts, isRequestEnded, isResponseEnded, ...moved }: SlotMoved): Finding {
  const bytes = moved.requestBytes + moved.responseBytes;
  return {
    holds: attempts === 0 && bytes === 0 && !isRequestEnded && !isResponseEnded,
    expected: "no attempt, no byte, no end",
    actual: `${attempts} attempts, ${bytes} bytes`,
    falsification: { field: "attempts", value: 1 },
  };
}

function reused(digest: string, cleanDigest: string): Finding {
  return {
    holds: digest === cleanDigest,
    expected: "as a new one",
    actual: "something is left in it",
    falsification: { field: "digest", value: "another" },
  };
}
