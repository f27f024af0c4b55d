// The slots of each worker, move by move: which moves there are, what a slot may carry in which state,
// and that one that is used again is as one that is new.
import type { SlotMoved } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { type Place, report } from "./finding.ts";
import {
  clean,
  handedOut,
  linked,
  open,
  quiesced,
  reused,
  transition,
  uncounted,
  unlinkedEnds,
} from "./slot-findings.ts";

interface Known {
  readonly state: string;
  readonly counted: boolean;
}

interface Books {
  readonly slots: Map<string, Known>;
  /** Of a slot that was just made. */
  cleanDigest: string | undefined;
}

const unmade: Known = { state: "none", counted: false };

export class StreamChecker implements Checker {
  readonly kinds = ["worker-started", "slot"] as const;
  private readonly verdicts: Verdicts;
  private readonly workers = new Map<number, Books>();

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number): void {
    if (observation.kind === "worker-started") this.workers.delete(observation.worker);
    else if (observation.kind === "slot") this.moved(observation, index);
  }

  private moved(moved: SlotMoved, index: number): void {
    const books = this.booksOf(moved.worker);
    const key = `${moved.session}/${moved.slot}`;
    const known = books.slots.get(key) ?? unmade;
    const { verdicts } = this;
    const place: Place = { index, at: moved.at };
    const isFlushed = this.judgeMove(moved, known, place);
    report(verdicts, "STREAM-LINKED-TOKEN", place, linked(moved));
    if (moved.to === "none") {
      books.slots.delete(key);
      return;
    }
    report(verdicts, "STREAM-OPEN", place, open(moved));
    if (isFlushed) report(verdicts, "STREAM-QUIESCED", place, quiesced(moved));
    if (moved.to === "Recycle") {
      report(verdicts, "STREAM-RECYCLE-UNCOUNTED", place, uncounted(moved, known.counted));
    }
    if (moved.to === "Idle") this.judgeFresh(moved, books, place);
    books.slots.set(key, { state: moved.to, counted: moved.counted });
  }

  /** False: an answer was not flushed, and what else shows of it follows. */
  private judgeMove(moved: SlotMoved, { state }: Known, place: Place): boolean {
    const { verdicts } = this;
    if (moved.input === "take") {
      report(verdicts, "STREAM-REUSE-ONLY-RECYCLED", place, handedOut(moved, state));
      return true;
    }
    const ends = state === "Unlinked" ? unlinkedEnds(moved) : undefined;
    if (ends !== undefined && !report(verdicts, "STREAM-UNLINKED-ENDS", place, ends)) return false;
    report(verdicts, "STREAM-TRANSITIONS", place, transition(moved, state));
    return true;
  }

  private judgeFresh(moved: SlotMoved, books: Books, place: Place): void {
    const { digest } = moved;
    if (moved.from === "none") {
      report(this.verdicts, "STREAM-NEW-CLEAN", place, clean(moved));
      books.cleanDigest ??= digest;
    } else if (digest !== undefined && books.cleanDigest !== undefined) {
      report(this.verdicts, "STREAM-REUSE-CLEAN", place, reused(digest, books.cleanDigest));
    }
  }

  private booksOf(worker: number): Books {
    let books = this.workers.get(worker);
    if (books === undefined) {
      books = { slots: new Map(), cleanDigest: undefined };
      this.workers.set(worker, books);
    }
    return books;
  }
}
