// What the configuration of the fleet is, as far as clients, files and boot say: the configuration
// that every worker and every saved file has to show. What nobody can know is doubtful, and nothing
// is concluded from it.
import type { Request } from "../../../wire/index.ts";
import { Configuration, type Change, type Entry } from "./configuration.ts";

/** Keys on which another configuration differs. */
export interface Difference {
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  /** It has what was there before a repeated verb replaced it. */
  readonly stale: readonly string[];
  readonly changed: readonly string[];
}

export class Believed {
  configuration: Configuration = new Configuration();
  private readonly doubtful = new Set<string>();
  /** By key: what a repeated verb replaced. */
  private readonly replaced = new Map<string, Entry>();

  reset(boot: readonly Request[]): void {
    this.configuration = new Configuration();
    this.doubtful.clear();
    this.replaced.clear();
    for (const request of boot) this.configuration.apply(request);
  }

  carryOut(request: Request): readonly Change[] {
    const changes = this.configuration.apply(request);
    for (const { key, before, after } of changes) {
      if (after !== undefined) this.doubtful.delete(key);
      if (before !== undefined && after !== undefined && before.text !== after.text) {
        this.replaced.set(key, before);
      } else {
        this.replaced.delete(key);
      }
    }
    return changes;
  }

  takeBack(changes: readonly Change[]): void {
    this.configuration.revert(changes);
    for (const { key } of changes) this.replaced.delete(key);
  }

  doubt(changes: readonly Pick<Change, "key">[]): void {
    for (const { key } of changes) this.doubtful.add(key);
  }

  isReplaced(key: string): boolean {
    return this.replaced.has(key);
  }

  /** Something that a repeated verb replaced, and what stood there before. */
  replacedEntries(): readonly (readonly [key: string, before: Entry])[] {
    return [...this.replaced].filter(([key]) => !this.doubtful.has(key));
  }

  /** What another shows, against what is believed now or was at some time. */
  differenceOf(
    other: Configuration,
    configuration: Configuration = this.configuration,
  ): Difference {
    const { doubtful } = this;
    const missing = keysOf(configuration, doubtful).filter((key) => other.get(key) === undefined);
    const extra = keysOf(other, doubtful).filter((key) => configuration.get(key) === undefined);
    const wrong = keysOf(configuration, doubtful).filter((key) => {
      const shown = other.get(key);
      return shown !== undefined && shown.text !== configuration.get(key)?.text;
    });
    const isStale = (key: string): boolean => this.replaced.get(key)?.text === other.get(key)?.text;
    return {
      missing,
      extra,
      stale: wrong.filter(isStale),
      changed: wrong.filter((key) => !isStale(key)),
    };
  }
}

export function differs({ missing, extra, changed }: Difference): boolean {
  return missing.length + extra.length + changed.length > 0;
}

export function differenceText({ missing, extra, stale, changed }: Difference): string {
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ["missing", missing],
    ["beside it", extra],
    ["as it was before", stale],
    ["other than asked", changed],
  ];
  return parts
    .filter(([, keys]) => keys.length > 0)
    .map(([what, keys]) => `${what}: ${keys.join(" ")}`)
    .join("; ");
}

function keysOf(configuration: Configuration, without: ReadonlySet<string>): string[] {
  return [...configuration.keys()].filter((key) => !without.has(key));
}
