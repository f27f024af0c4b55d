// A state file of a release as the records it holds: every implementation has a format of its own, and
// what is compared is what becomes of the records. A record that is none stays what it was.

import { fromJson, type JsonObject } from "@bufbuild/protobuf";
import type { FileSpec } from "../../sim/index.ts";
import { RequestSchema } from "../../wire/index.ts";

const separator = "\0";

export function stateFileOf(content: string): FileSpec {
  const records = content.split(separator);
  // Every record is ended; what follows the last end is one that was cut, or nothing.
  if (records.at(-1) === "") records.pop();
  return { records: records.map((record) => translated(record.trim())) };
}

function translated(record: string): JsonObject | string {
  const type = requestType(record);
  if (type === undefined) return record;
  const verbs: readonly (readonly [string, unknown])[] = Object.entries(type);
  const request = verbs.map(([name, value]) => {
    const fields = typeof value === "object" && value !== null ? named(value) : value;
    return [camelCase(name), fields] as const;
  });
  return requestOf(Object.fromEntries(request)) ?? record;
}

/** Undefined: it is no record of a release. */
function requestType(record: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(record);
    const type = member(member(parsed, "content"), "request_type");
    if (type === null) return {};
    return typeof type === "object" ? type : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined: it is no request that our schema knows. */
function requestOf(json: unknown): JsonObject | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- an object of this file
    const object = json as JsonObject;
    fromJson(RequestSchema, object);
    return object;
  } catch {
    return undefined;
  }
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

/** What was not set is left out, and so is what is empty: it means nothing. */
function named(fields: object): Record<string, unknown> {
  const set = Object.entries(fields).filter(([, value]) => value !== null && !isEmpty(value));
  return Object.fromEntries(set.map(([name, value]) => [camelCase(name), value] as const));
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function camelCase(name: string): string {
  const lower = name.toLowerCase();
  return lower.replaceAll(/_([a-z0-9])/gu, (_whole, letter: string) => letter.toUpperCase());
}
