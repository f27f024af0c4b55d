// Every decision the world makes by chance. 0 is always the calm default. In a seeded run each
// decision is a function of (seed, purpose, name, k); in a replayed run it is what the log says, and
// calm where the log says nothing. The non-zero ones made are recorded, so that seed and log replay
// alike. Nothing here counts draws across names: removing a name changes no other name's draws.

import { choicesRecordedMax } from "../bounds.ts";
import { ChoiceLog, type Choice } from "./choice-log.ts";
import { ChoiceStream } from "./choice-stream.ts";
import { mix, mixText } from "./mix.ts";

export type ChoiceOrigin = { readonly seed: number } | { readonly choices: readonly Choice[] };

export interface ChoiceResult {
  readonly choices: readonly Choice[];
  /** Whether `choices` holds all of them; past the bound nothing more is recorded. */
  readonly complete: boolean;
}

export class Choices {
  readonly log: ChoiceLog;
  private readonly replayed: ReadonlyMap<string, ReadonlyMap<number, number>> | undefined;
  private readonly seedHigh: number;
  private readonly seedLow: number;

  constructor(origin: ChoiceOrigin, recordedMax: number = choicesRecordedMax) {
    this.log = new ChoiceLog(recordedMax);
    const seed = "seed" in origin ? origin.seed : 0;
    this.seedHigh = mix(Math.floor(seed / 4_294_967_296), 0x51ed270b, 1);
    this.seedLow = mix(seed | 0, this.seedHigh, 2);
    this.replayed = "seed" in origin ? undefined : byName(origin.choices);
  }

  /** The k-th decision of this name among n (at most 2^31), without keeping a counter. */
  choose(purpose: string, name: string, k: number, n: number): number {
    return this.stream(purpose, name, k).next(n);
  }

  /** A run of decisions of one name, from the k-th on. Two streams of one name draw alike. */
  stream(purpose: string, name: string, k = 0): ChoiceStream {
    const key = streamKey(purpose, name);
    const high = mixText(this.seedHigh, key);
    const low = mixText(this.seedLow ^ high, key);
    const replayed = this.replayed === undefined ? undefined : (this.replayed.get(key) ?? none);
    return new ChoiceStream(this.log, { purpose, name, high, low, replayed, k });
  }

  result(): ChoiceResult {
    return { choices: this.log.choices(), complete: this.log.complete };
  }
}

const none: ReadonlyMap<number, number> = new Map([]);

function streamKey(purpose: string, name: string): string {
  return `${purpose} ${name}`;
}

function byName(choices: readonly Choice[]): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const names = new Map<string, Map<number, number>>();
  for (const { purpose, name, k, value } of choices) {
    const key = streamKey(purpose, name);
    const values = names.get(key) ?? new Map<number, number>();
    values.set(k, value);
    names.set(key, values);
  }
  return names;
}

/** Words that no seed changes: what a calm run gives a machine for the name it asks by. */
export class CalmWords {
  private readonly high: number;
  private readonly low: number;

  constructor(name: string) {
    // Signed words stay small integers in the engine; unsigned ones would be boxed.
    this.high = mixText(0x6b616b65, name) | 0;
    this.low = mixText(this.high, name) | 0;
  }

  /** The k-th of them, a u32. */
  at(k: number): number {
    return mix(this.high, this.low, k);
  }
}
