// What all generated worlds of a run come to.
import type { WorldOutcome } from "./world-run.ts";

export interface WorldFacts {
  readonly target: string;
  readonly seed: number;
  readonly from: number;
  readonly seconds: number;
}

export interface Break {
  readonly rule: string;
  readonly index: number;
}

export class WorldTally {
  worlds = 0;
  /** Worlds that broke a rule. */
  broken = 0;
  private exchanges = 0;
  private readonly evaluations = new Map<string, number>();
  /** By rule: the worlds that broke it. */
  private readonly breaks = new Map<string, number[]>();

  add({ index, exchanges, evaluations, violations }: WorldOutcome): void {
    this.worlds += 1;
    this.exchanges += exchanges;
    for (const [rule, count] of evaluations) {
      this.evaluations.set(rule, (this.evaluations.get(rule) ?? 0) + count);
    }
    if (violations.length > 0) this.broken += 1;
    for (const rule of new Set(violations.map((one) => one.rule))) {
      const known = this.breaks.get(rule);
      if (known === undefined) this.breaks.set(rule, [index]);
      else known.push(index);
    }
  }

  get isBroken(): boolean {
    return this.broken > 0;
  }

  /** Each broken rule with the first world that broke it. */
  firstBreaks(): readonly Break[] {
    return [...this.breaks].flatMap(([rule, [index]]) =>
      index === undefined ? [] : [{ rule, index }],
    );
  }

  text({ target, seed, from, seconds }: WorldFacts): string {
    const judged = [...this.evaluations.values()].reduce((sum, count) => sum + count, 0);
    const lines = [
      `${this.worlds} worlds of seed ${seed} from ${from} against ${target}: ${this.exchanges} exchanges, ` +
        `${judged} evaluations of ${this.evaluations.size} rules, ${seconds.toFixed(1)} s`,
    ];
    for (const [rule, worlds] of [...this.breaks].sort(([one], [other]) =>
      one < other ? -1 : 1,
    )) {
      lines.push(`✗ ${rule}: ${worlds.length} worlds, ${shortened(worlds)}`);
    }
    if (!this.isBroken) lines.push("no rule was broken");
    return `${lines.join("\n")}\n`;
  }
}

const namedMax = 10;

function shortened(worlds: readonly number[]): string {
  const named = worlds.slice(0, namedMax).join(", ");
  return worlds.length > namedMax ? `${named}, …` : named;
}
