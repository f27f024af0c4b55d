// What differs between two values that should be alike, in one line.
import { isDeepStrictEqual } from "node:util";

export function differing(what: string, before: unknown, after: unknown): string | undefined {
  if (isDeepStrictEqual(before, after)) return undefined;
  const shown = (value: unknown): string =>
    value === undefined ? "nothing" : JSON.stringify(value).slice(0, 600);
  return `${what} was ${shown(before)} and is ${shown(after)}`;
}
