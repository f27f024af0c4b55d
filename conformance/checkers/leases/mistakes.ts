// What a worker would show if it made one particular mistake, one row for each: the rule that it
// breaks and the standing that it comes to. An answer has a dozen of them, so they stand in columns
// that are filled anew for each answer.
import type { Standing } from "../../model/census.ts";

export class Mistakes {
  size = 0;
  private readonly rules: string[] = [];
  private readonly effective: number[] = [];
  private readonly counts: number[] = [];

  clear(): void {
    this.size = 0;
  }

  add(rule: string, effective: number, count: number): void {
    const at = this.size++;
    this.rules[at] = rule;
    this.effective[at] = effective;
    this.counts[at] = count;
  }

  ruleAt(at: number): string {
    return this.rules[at] ?? "";
  }

  effectiveAt(at: number): number {
    return this.effective[at] ?? 0;
  }

  countAt(at: number): number {
    return this.counts[at] ?? 0;
  }

  /** The rule of the first mistake that comes to this. */
  explaining({ effective, count }: Standing): string | undefined {
    const at = this.find(this.size, effective, count);
    return at < 0 ? undefined : this.rules[at];
  }

  /** The rule of the first mistake that comes to this level. */
  explainingLevel(effective: number): string | undefined {
    for (let at = 0; at < this.size; at++) {
      if (this.effective[at] === effective) return this.rules[at];
    }
    return undefined;
  }

  /** Forgets what is right after all, and what an earlier mistake comes to as well: neither is evidence. */
  distinguish(right: readonly Standing[]): void {
    let kept = 0;
    for (let at = 0; at < this.size; at++) {
      const effective = this.effectiveAt(at);
      const count = this.countAt(at);
      if (isAmong(right, effective, count) || this.find(kept, effective, count) >= 0) continue;
      this.rules[kept] = this.ruleAt(at);
      this.effective[kept] = effective;
      this.counts[kept] = count;
      kept++;
    }
    this.size = kept;
  }

  private find(end: number, effective: number, count: number): number {
    for (let at = 0; at < end; at++) {
      if (this.effective[at] === effective && this.counts[at] === count) return at;
    }
    return -1;
  }
}

function isAmong(standings: readonly Standing[], effective: number, count: number): boolean {
  for (const other of standings) {
    if (other.effective === effective && other.count === count) return true;
  }
  return false;
}
