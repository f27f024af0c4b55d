// The state file: what SaveState writes and LoadState reads. One record a line, each a request in the
// JSON of protobuf, after a first line that says what the file is and how many records follow. A
// request that JSON cannot carry whole (it has fields this schema does not know) is written as its
// bytes. Reading touches no state: whoever loads gets the requests or the record that is wrong.

import { fromJsonString, toJsonString } from "@bufbuild/protobuf";
import { getTextEncoding } from "@bufbuild/protobuf/wire";
import { decodeRequest, encodeRequest, RequestSchema, type Request } from "../../wire/index.ts";
import { recordsMax, stateFileBytesMax } from "./bounds.ts";
import { isConfiguration } from "./verb.ts";

const formatName = "kakehi-state-1";

export type SaveOutcome =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly records: number }
  | { readonly ok: false; readonly refusal: string };

/** `record` counts from 1; 0 is the first line, or the file as a whole. */
export type StateFileOutcome =
  | { readonly ok: true; readonly requests: readonly Request[] }
  | { readonly ok: false; readonly record: number; readonly refusal: string };

export function writeStateFile(requests: readonly Request[]): SaveOutcome {
  const header = JSON.stringify({ format: formatName, records: requests.length });
  const lines = [header, ...requests.map(recordOf)];
  const bytes = getTextEncoding().encodeUtf8(`${lines.join("\n")}\n`);
  if (bytes.length > stateFileBytesMax) {
    const refusal = `the state takes ${bytes.length} bytes, a file holds at most ${stateFileBytesMax}`;
    return { ok: false, refusal };
  }
  return { ok: true, bytes, records: requests.length };
}

/** CONFIG-LOAD-TELLS: the first bad record refuses the file whole. */
export function readStateFile(bytes: Uint8Array): StateFileOutcome {
  if (bytes.length > stateFileBytesMax) {
    return bad(0, `the file is longer than ${stateFileBytesMax} bytes`);
  }
  const text = textOf(bytes);
  if (text === undefined) return bad(0, "the file is not UTF-8");
  const [header = "", ...lines] = text.split("\n");
  // The last line is ended like the others: a file that was cut in a record does not end so.
  if (lines.pop() !== "") return bad(0, "the file does not end with a line break");
  const records = declaredRecords(header);
  if (records === undefined) return bad(0, `the first line is not that of a ${formatName} file`);
  if (records !== lines.length) {
    return bad(0, `the first line declares ${records} records, ${lines.length} follow`);
  }
  if (records > recordsMax) return bad(0, `there are more than ${recordsMax} records`);
  return requestsOf(lines);
}

function requestsOf(lines: readonly string[]): StateFileOutcome {
  const requests: Request[] = [];
  for (const [index, line] of lines.entries()) {
    const request = requestOf(line);
    if (request === undefined) return bad(index + 1, "this is not a request");
    const refusal = refusalOf(request);
    if (refusal !== undefined) return bad(index + 1, refusal);
    requests.push(request);
  }
  return { ok: true, requests };
}

/** CONFIG-LOAD-ONLY: no lease, stop, upgrade or query, and no socket passed from or to anybody. */
function refusalOf({ requestType }: Request): string | undefined {
  if (!isConfiguration(requestType)) {
    return `${requestType.case ?? "a request without a verb"} does not belong in a state file`;
  }
  const passesSockets =
    (requestType.case === "activateListener" && requestType.value.fromScm) ||
    (requestType.case === "deactivateListener" && requestType.value.toScm);
  return passesSockets ? "sockets cannot be passed by a state file" : undefined;
}

function recordOf(request: Request): string {
  const json = toJsonString(RequestSchema, request);
  const payload = encodeRequest(request);
  const reread = requestOf(json);
  const isWhole = reread !== undefined && isSame(encodeRequest(reread), payload);
  return isWhole ? json : JSON.stringify({ payload: hex(payload) });
}

function requestOf(line: string): Request | undefined {
  const payload = /^\{"payload":"((?:[0-9a-f]{2})*)"\}$/u.exec(line)?.[1];
  if (payload !== undefined) {
    const decoded = decodeRequest(bytesOf(payload));
    return decoded.ok ? decoded.message : undefined;
  }
  try {
    return fromJsonString(RequestSchema, line);
  } catch {
    // Neither JSON nor a request: which of the two does not matter to whoever wrote it.
    return undefined;
  }
}

function declaredRecords(header: string): number | undefined {
  const pattern = new RegExp(`^\\{"format":"${formatName}","records":(\\d{1,9})\\}$`, "u");
  const records = pattern.exec(header)?.[1];
  return records === undefined ? undefined : Number(records);
}

function bad(record: number, refusal: string): StateFileOutcome {
  return { ok: false, record, refusal };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return getTextEncoding().decodeUtf8(bytes, true);
  } catch {
    return undefined;
  }
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  }
  return bytes;
}
