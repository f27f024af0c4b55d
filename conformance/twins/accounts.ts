// What both ends of every exchange of a run wrote down, and where two runs part that differ only in what
// nobody may notice. An exchange is known by its label; those that were not complete the first time are
// not compared, since what ends them is a matter of instants.
import { listAt } from "../grouped.ts";
import type { ExchangeEnded } from "../observe/data-plane.ts";
import type { Observation } from "../observe/observation.ts";

/** By end and label; of several with one label, in their order. */
export type Accounts = ReadonlyMap<string, readonly ExchangeEnded[]>;

export function accountsOf(run: readonly Observation[]): Accounts {
  const accounts = new Map<string, ExchangeEnded[]>();
  for (const seen of run) {
    if (seen.kind !== "exchange-ended" || seen.label === "") continue;
    const key = `${seen.role} ${seen.label}`;
    listAt(accounts, key).push(seen);
  }
  return accounts;
}

export interface Parting {
  readonly exchange: string;
  readonly expected: string;
  readonly actual: string;
}

export interface Comparison {
  /** How many exchanges were held against each other. */
  readonly compared: number;
  readonly parting: Parting | undefined;
}

/** What may differ: instants, unless all are to be later by the same, and some own answers. */
export interface Leeway {
  readonly shiftMicros: number;
  readonly spares: readonly number[];
}

export function compared(
  mine: Accounts,
  theirs: Accounts,
  { shiftMicros, spares }: Leeway,
): Comparison {
  let count = 0;
  const later = shiftMicros === 0 ? undefined : 0;
  for (const [exchange, ended] of mine) {
    const isSpared = ended.some((one) => !isWhole(one) || spares.includes(one.answer ?? 0));
    if (isSpared) continue;
    count += 1;
    const expected = ended
      .map((one) => wordsOf(one, later === undefined ? later : shiftMicros))
      .join("; ");
    const actual = (theirs.get(exchange) ?? []).map((one) => wordsOf(one, later)).join("; ");
    if (actual !== expected) return { compared: count, parting: { exchange, expected, actual } };
  }
  return { compared: count, parting: undefined };
}

function isWhole({ end, isRequestWhole, isAnswerWhole }: ExchangeEnded): boolean {
  return end === "complete" && isRequestWhole && isAnswerWhole;
}

function wordsOf(ended: ExchangeEnded, shiftMicros: number | undefined): string {
  const { end, method, path, authority, answer, interims, answerTo, at } = ended;
  // How much of a request had left when the proxy answered it by itself is a matter of instants.
  const content = answerTo === undefined ? [] : [ended.requestBytes, ended.requestDigest];
  const asked = [method, path, authority, ...content];
  const got = [end, answer, interims.join(), answerTo, ended.answerBytes, ended.answerDigest];
  const instant = shiftMicros === undefined ? [] : [at + shiftMicros];
  return [...asked, ...got, ...instant].map((word) => word ?? "-").join(" ");
}
