// Many bent streams against one parser, each by its number: the same seed and number are the same stream
// on every machine. It counts, and makes every fault small; files and lines are somebody else's.
import { Draws } from "../gates/hostile/draws.ts";
import { bentStream } from "./bends.ts";
import { type Fault, judge } from "./judge.ts";
import { smallest } from "./smallest.ts";
import type { Subject } from "./subject.ts";

export interface Siege {
  runs: number;
  past: number;
  refused: number;
  fullness: number;
  heldBytes: number;
  bytes: number;
}

export interface Finding extends Fault {
  readonly run: number;
  readonly bytes: Uint8Array;
}

/** Faults of one oracle beyond these are counted as runs, and nothing is made of them. */
const findingsPerOracleMax = 3;

export function blankSiege(): Siege {
  return { runs: 0, past: 0, refused: 0, fullness: 0, heldBytes: 0, bytes: 0 };
}

export class Besieger {
  readonly siege: Siege = blankSiege();
  private readonly subject: Subject;
  private readonly seed: number;
  private readonly found = new Map<string, number>();

  constructor(subject: Subject, seed: number) {
    this.subject = subject;
    this.seed = seed;
  }

  /** Runs from `first` up to `end`, and what they found. */
  play(first: number, end: number): readonly Finding[] {
    const findings: Finding[] = [];
    for (let run = first; run < end; run += 1) {
      const finding = this.playOne(run);
      if (finding !== undefined) findings.push(finding);
    }
    return findings;
  }

  private playOne(run: number): Finding | undefined {
    const { siege, subject } = this;
    const bytes = bentStream(subject, new Draws(`${this.seed} ${subject.name}`, run));
    const { reading, fault } = judge(subject, bytes, "once");
    siege.runs += 1;
    siege.bytes += bytes.length;
    siege.past += reading?.isPast === true ? 1 : 0;
    siege.refused += reading?.isRefused === true ? 1 : 0;
    siege.fullness = Math.max(siege.fullness, reading?.fullness ?? 0);
    siege.heldBytes = Math.max(siege.heldBytes, reading?.heldBytes ?? 0);
    return fault === undefined ? undefined : this.note(run, bytes, fault);
  }

  private note(run: number, bytes: Uint8Array, fault: Fault): Finding | undefined {
    const known = this.found.get(fault.oracle) ?? 0;
    this.found.set(fault.oracle, known + 1);
    if (known >= findingsPerOracleMax) return undefined;
    const small = smallest(this.subject, bytes, fault.oracle);
    return { ...(judge(this.subject, small, "thorough").fault ?? fault), run, bytes: small };
  }
}
