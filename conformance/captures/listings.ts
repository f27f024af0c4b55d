// The two lists that people keep beside the captures: what is not replayed, and which differences are
// expected. A list with a mistake in it is refused with its place, never read half.

import { parse, YAMLParseError } from "yaml";
import { findRule } from "../rules/registry.ts";
import { UsageError } from "../usage-error.ts";
import { exclusions } from "./exclusions.ts";

/** Without a part the whole capture is left alone. */
export interface NotReplayable {
  readonly capture: string;
  readonly part: "metrics" | undefined;
  readonly because: string;
}

/** One frame or check of one capture, and the rule that makes the difference right. */
export interface ExpectedDifference {
  readonly capture: string;
  /** As `Difference.at`. */
  readonly at: string;
  /** Absent: no rule judges it, because the reference does not do what `excluded` names. */
  readonly rule: string | undefined;
  /** What is no part of the reference: a verb in snake case, or `http-traffic`. */
  readonly excluded: string | undefined;
  readonly because: string;
}

export function parseNotReplayable(file: string, text: string): readonly NotReplayable[] {
  return entriesOf(file, text, ["capture", "part", "because"]).map((entry) => {
    const part = entry.get("part");
    if (part !== undefined && part !== "metrics") throw wrong(entry, `there is no part ${part}`);
    return { capture: required(entry, "capture"), part, because: required(entry, "because") };
  });
}

export function parseExpectedDifferences(
  file: string,
  text: string,
): readonly ExpectedDifference[] {
  const seen = new Set<string>();
  return entriesOf(file, text, ["capture", "at", "rule", "excluded", "because"]).map((entry) => {
    const [capture, at] = [required(entry, "capture"), required(entry, "at")];
    const [rule, excluded] = [entry.get("rule"), entry.get("excluded")];
    if ((rule === undefined) === (excluded === undefined)) {
      throw wrong(entry, "either a rule makes a difference right, or something is excluded");
    }
    if (rule !== undefined && findRule(rule) === undefined) {
      throw wrong(entry, `there is no rule ${rule}`);
    }
    if (excluded !== undefined && !exclusions.includes(excluded)) {
      throw wrong(entry, `${excluded} is nothing that can be excluded`);
    }
    if (seen.has(`${capture} ${at}`)) throw wrong(entry, `${capture} ${at} is listed twice`);
    seen.add(`${capture} ${at}`);
    return { capture, at, rule, excluded, because: required(entry, "because") };
  });
}

interface Entry {
  readonly place: string;
  get(key: string): string | undefined;
}

function entriesOf(file: string, text: string, keys: readonly string[]): readonly Entry[] {
  const list = valueOf(file, text);
  if (list === null) return [];
  if (!Array.isArray(list)) throw new UsageError(`${file} holds no list`);
  return list.map((entry: unknown, index) => entryOf(`${file}, entry ${index + 1}`, entry, keys));
}

function valueOf(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new UsageError(`${file}: ${error.message.split("\n")[0] ?? ""}`);
  }
}

function entryOf(place: string, value: unknown, keys: readonly string[]): Entry {
  if (typeof value !== "object" || value === null) throw new UsageError(`${place} is no entry`);
  const texts = new Map<string, string>();
  for (const [key, text] of Object.entries(value)) {
    if (!keys.includes(key)) throw new UsageError(`${place}: there is no key ${key}`);
    if (typeof text !== "string") throw new UsageError(`${place}: ${key} is no text`);
    texts.set(key, text);
  }
  return { place, get: (key) => texts.get(key) };
}

function required(entry: Entry, key: string): string {
  const text = entry.get(key);
  if (text === undefined || text === "") throw wrong(entry, `${key} is missing`);
  return text;
}

function wrong({ place }: Entry, message: string): UsageError {
  return new UsageError(`${place}: ${message}`);
}
