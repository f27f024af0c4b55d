// The state file of the reference, read and written without its code: a first line that says what the
// file is and how many records follow, then a request in protobuf JSON a line. It says what stands
// in a file; whether it should, and whether the first line is right, is the checkers' business.
import { fromJsonString, toJsonString } from "@bufbuild/protobuf";
import { decodeRequest, RequestSchema, type Request } from "../../wire/index.ts";
import type { StateRecord } from "../../sim/index.ts";

const formatName = "kakehi-state-1";
const headerPattern = /^\{"format":"kakehi-state-1","records":(\d{1,9})\}$/;

/** A record of a file; undefined where it is no request. */
export type ReadRecord = Request | undefined;

export function writeStateFile(records: readonly StateRecord[]): Uint8Array {
  const header = JSON.stringify({ format: formatName, records: records.length });
  return Buffer.from([header, ...records.map(lineOf), ""].join("\n"), "utf8");
}

function lineOf(record: StateRecord): string {
  if (typeof record === "string") return record;
  const decoded = decodeRequest(record);
  if (!decoded.ok) throw new Error("a scenario's record is a request");
  return toJsonString(RequestSchema, decoded.message);
}

/**
 * Undefined: the text is no state file at all. An unfinished last line is a record like another, and
 * one that was announced and did not come is a wrong one.
 */
export function readStateFile(text: string): readonly ReadRecord[] | undefined {
  const [header = "", ...lines] = text.split("\n");
  const announced = headerPattern.exec(header)?.[1];
  if (announced === undefined) return undefined;
  const records = lines.filter((line) => line !== "").map(recordIn);
  return records.length < Number(announced) ? [...records, undefined] : records;
}

function recordIn(line: string): ReadRecord {
  const payload = /^\{"payload":"([0-9a-f]*)"\}$/.exec(line)?.[1];
  if (payload !== undefined) {
    const decoded = decodeRequest(Buffer.from(payload, "hex"));
    return decoded.ok ? decoded.message : undefined;
  }
  try {
    return fromJsonString(RequestSchema, line);
  } catch {
    return undefined;
  }
}
