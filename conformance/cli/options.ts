// What several sub-commands read from the command line in the same way.
import { UsageError } from "../usage-error.ts";

type ListOf = (value: string, before?: readonly string[]) => readonly string[];

/** A flag that may be given several times. */
export function repeatable(name: string): ListOf {
  return (value, before = []) => {
    if (value === "") throw new UsageError(`${name} takes a value that is not empty`);
    return [...before, value];
  };
}

/** `LEASE,BIND` as well as the flag twice. */
export function commaSeparated(name: string): ListOf {
  return (value, before = []) => {
    const parts = value.split(",").filter((part) => part !== "");
    if (parts.length === 0) throw new UsageError(`${name} takes a value that is not empty`);
    return [...before, ...parts];
  };
}

export function countOf(name: string, least: number): (text: string) => number {
  return (text) => {
    // Number() alone would take "", "1e3" and "0x10" too.
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value) || value < least) {
      throw new UsageError(`${name} takes a whole number from ${least} up, not "${text}"`);
    }
    return value;
  };
}
