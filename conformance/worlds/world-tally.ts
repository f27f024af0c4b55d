// What all generated worlds of a run come to.
import { listAt } from "../grouped.ts";
import { type Counted, counted, type WorldCounts } from "./counts/world-counts.ts";
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
  private readonly counts = new Map<string, number>();
  /** By rule: the worlds that broke it. */
  private readonly breaks = new Map<string, number[]>();

  add({ index, exchanges, evaluations, violations, counts }: WorldOutcome): void {
    this.worlds += 1;
    this.exchanges += exchanges;
    addTo(this.evaluations, evaluations);
    addTo(this.counts, counts);
    if (violations.length > 0) this.broken += 1;
    for (const rule of new Set(violations.map((one) => one.rule))) {
      listAt(this.breaks, rule).push(index);
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

  /** What should have been met and was not. */
  missed(): readonly string[] {
    return Object.values(counted)
      .flat()
      .filter(({ id, unreached }) => unreached === undefined && !this.counts.has(id))
      .map(({ id }) => id);
  }

  countsText(): string {
    const { rows, faults, transitions } = counted;
    return [
      "exchanges by the rows of the termination matrices",
      ...this.lines(rows),
      "exchanges by the faults that they met",
      ...this.lines(faults),
      "exchanges under way, two or more, by what happened meanwhile",
      ...this.lines(transitions),
      "",
    ].join("\n");
  }

  private lines(all: readonly Counted[]): readonly string[] {
    return all.map(({ id, situation, unreached }) => {
      const count = this.counts.get(id) ?? 0;
      const note = unreached === undefined ? "" : ` (never: ${unreached})`;
      const name = situation === "" ? id : `${id.padEnd(4)} ${situation}`;
      return `${String(count).padStart(9)}  ${name}${note}`;
    });
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

function addTo(sums: Map<string, number>, counts: WorldCounts): void {
  for (const [id, count] of counts) sums.set(id, (sums.get(id) ?? 0) + count);
}

const namedMax = 10;

function shortened(worlds: readonly number[]): string {
  const named = worlds.slice(0, namedMax).join(", ");
  return worlds.length > namedMax ? `${named}, …` : named;
}
