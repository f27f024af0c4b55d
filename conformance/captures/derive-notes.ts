// What a recorder wrote down beside the frames, where it is precise enough to be replayed: a worker
// that was stopped, killed or let go on, a client that ended its side, a state file on the disk.
// Notes that only describe (log lines, processor load, labels of requests) are passed over.

import type { FileSpec } from "../../sim/index.ts";
import type { CaptureStep } from "./capture.ts";
import type { RecordedStep } from "./recording.ts";
import { stateFileOf } from "./state-file.ts";

export interface NoteReader {
  /** The workers that are stopped now. */
  readonly paused: Set<string>;
  readonly files: Map<string, FileSpec>;
  /** The connection that sent last. */
  lastConn: string | undefined;
}

const stateFileName = "./st";
const signalled = /^(SIGSTOP|SIGCONT)(?: sent to)? worker (\d+)$/u;
const killed = /^worker (\d+) SIGKILLed/u;
const stateFile = /^content of the state file: b(["'])(.*)\1$/su;
const fifo = /^(\S+) is a FIFO/u;
const omitted = /^answer of \d+ bytes left out: status: ([A-Z]+)/u;

/** The steps that a note stands for; none where it only describes. */
export function stepsOf(step: RecordedStep, reader: NoteReader): readonly CaptureStep[] {
  const { at, note = "" } = step;
  takeFile(note, reader.files);
  const conn = step.conn ?? reader.lastConn;
  const act = clientActs.find(([begin]) => note.startsWith(begin))?.[1];
  if (act !== undefined) return conn === undefined ? [] : [{ at, conn, do: act }];
  return fatesOf(at, note, reader.paused);
}

/** How notes of what a client did begin. */
const clientActs = [
  ["shutdown(WR)", "halfClose"],
  ["client closes this connection", "close"],
  ["connection opened", "open"],
] as const;

function fatesOf(at: number, note: string, paused: Set<string>): readonly CaptureStep[] {
  const signal = signalled.exec(note);
  if (signal !== null) {
    return [signalStep(at, signal[1] === "SIGSTOP", `worker-${signal[2]}`, paused)];
  }
  const victim = killed.exec(note)?.[1];
  if (victim !== undefined) return [{ at, do: "kill", node: `worker-${victim}` }];
  if (note.startsWith("both workers SIGKILLed")) {
    return [0, 1].map((id) => ({ at, do: "kill", node: `worker-${id}` }) as const);
  }
  return note === "SIGCONT" ? [...paused].map((node) => signalStep(at, false, node, paused)) : [];
}

function takeFile(note: string, files: NoteReader["files"]): void {
  const content = stateFile.exec(note)?.[2];
  if (content !== undefined) files.set(stateFileName, stateFileOf(unescaped(content)));
  const stuck = fifo.exec(note)?.[1];
  if (stuck !== undefined) files.set(stuck, { special: "stuck" });
}

/** The status of an answer that the recording left out. */
export function omittedStatus(note: string | undefined): string | undefined {
  return omitted.exec(note ?? "")?.[1]?.toLowerCase();
}

function signalStep(at: number, stops: boolean, node: string, paused: Set<string>): CaptureStep {
  if (stops) paused.add(node);
  else paused.delete(node);
  return { at, do: stops ? "pause" : "resume", node };
}

/** The escapes of a byte literal as the recorder printed it. */
function unescaped(literal: string): string {
  return literal.replaceAll(
    /\\(?:x([0-9a-f]{2})|(.))/gu,
    (_whole, hex?: string, plain?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return plain === "n" ? "\n" : (plain ?? "");
    },
  );
}
