// From a recorded exchange to the scenario that the project keeps. Every step of the recording is
// looked at once; what it says about the world, the clients and the answers is written down, and
// what a release put into words is left out.

import { basename } from "node:path";
import {
  decodeRequest,
  decodeResponse,
  FRAME_PREFIX_BYTES,
  FrameDecoder,
} from "../../wire/index.ts";
import { listAt } from "../grouped.ts";
import { blankedReason } from "./blank.ts";
import { recordedFrameBytesMax } from "./bounds.ts";
import type { Answer, Capture, CaptureStep } from "./capture.ts";
import { createInstants, type Instants } from "./derive-instants.ts";
import { omittedStatus, stepsOf, type NoteReader } from "./derive-notes.ts";
import { worldOf } from "./derive-world.ts";
import type { RecordedStep, Recording } from "./recording.ts";
import { reduceResponse } from "./reduce.ts";

/** Connections of the release's own client tool, whose exchange was listened to. */
const toolConnection = /^T\d$/u;
/** How long after the last step an answer may still come. */
const graceMillis = 150;

interface Draft {
  readonly options: DeriveOptions;
  readonly steps: CaptureStep[];
  readonly answers: Map<string, Answer[]>;
  readonly processes: Map<string, string[]>;
  /** Connections that the client has ended. */
  readonly ended: Set<string>;
  readonly notes: NoteReader;
  readonly instants: Instants;
}

export interface DeriveOptions {
  /** What rows of metrics there were depends on something that is not replayed. */
  readonly withoutMetrics: boolean;
}

export function deriveCapture(recording: Recording, options: DeriveOptions): Capture {
  const world = worldOf(recording);
  const draft: Draft = {
    options,
    steps: [],
    answers: new Map(),
    processes: new Map(),
    ended: new Set(),
    notes: {
      paused: new Set(),
      files: new Map(),
      lastConn: undefined,
    },
    instants: createInstants(world.workerTimeoutSeconds ?? 0),
  };
  for (const step of recording.steps) {
    draft.instants.pass(step);
    if (step.conn !== undefined) meet(draft, step.conn);
    takeStep(draft, step);
  }
  const { files } = draft.notes;
  return {
    format: 1,
    name: recording.name,
    release: recording.release,
    world: files.size === 0 ? world : { ...world, files: Object.fromEntries(files) },
    processes: Object.fromEntries(draft.processes),
    steps: [...openFirst(draft), ...draft.steps].toSorted((left, right) => left.at - right.at),
    answers: Object.fromEntries(draft.answers),
    end: (recording.steps.at(-1)?.at ?? 0) + graceMillis,
  };
}

/** A connection is opened by its first step; one that was only seen to end was there before. */
function openFirst({ answers }: Draft): readonly CaptureStep[] {
  return [...answers].flatMap(([conn, [first]]) =>
    first?.kind === "closed" ? [{ at: 0, conn, do: "open" } as const] : [],
  );
}

function meet(draft: Draft, conn: string): void {
  if (draft.answers.has(conn)) return;
  draft.answers.set(conn, []);
  const process = toolConnection.test(conn) ? "tool" : "client";
  listAt(draft.processes, process).push(conn);
}

function takeStep(draft: Draft, step: RecordedStep): void {
  if (step.conn !== undefined) takeFrames(draft, step.conn, step);
  for (const noted of stepsOf(step, draft.notes)) {
    draft.steps.push(noted);
    if ("conn" in noted && noted.do === "close") draft.ended.add(noted.conn);
  }
}

function takeFrames(draft: Draft, conn: string, step: RecordedStep): void {
  const { at, send, recv } = step;
  if (send !== undefined) {
    const hex = toolConnection.test(conn) ? blankedReason(send) : send;
    draft.steps.push({ at, conn, do: "send", hex });
    nameFile(draft.notes.files, hex);
    draft.instants.sent(conn, at);
    draft.notes.lastConn = conn;
  }
  if (recv !== undefined) hear(draft, conn, step, answerOf(recv, draft.options));
  if (step.closed) takeEnd(draft, conn, step);
  const status = omittedStatus(step.note);
  if (status !== undefined) hear(draft, conn, step, { kind: "reply", status, isPartial: true });
}

type Heard = Omit<Answer, "at" | "since">;

function hear(draft: Draft, conn: string, step: RecordedStep, heard: Heard): void {
  const kind = heard.kind === "unreadable" ? "reply" : heard.kind;
  const since = toolConnection.test(conn) ? undefined : draft.instants.sinceOf(step, kind);
  const answer = { at: step.at, ...(since === undefined ? {} : { since }), ...heard };
  draft.answers.get(conn)?.push(answer);
}

/** Notes name a file by its last part, requests by its whole path. */
function nameFile(files: NoteReader["files"], hex: string): void {
  const payload = Uint8Array.from(Buffer.from(hex, "hex")).subarray(FRAME_PREFIX_BYTES);
  const decoded = decodeRequest(payload);
  if (!decoded.ok) return;
  const { requestType } = decoded.message;
  if (requestType.case !== "loadState" && requestType.case !== "saveState") return;
  const noted = `./${basename(requestType.value)}`;
  const file = files.get(noted);
  if (file === undefined) return;
  files.delete(noted);
  files.set(requestType.value, file);
}

/** What follows a client's own end is no answer. */
function takeEnd(draft: Draft, conn: string, step: RecordedStep): void {
  if (step.how === "eof c2m") {
    draft.steps.push({ at: step.at, conn, do: "close" });
    draft.ended.add(conn);
  } else if (!draft.ended.has(conn)) {
    hear(draft, conn, step, { kind: "closed" });
    draft.ended.add(conn);
  }
}

function answerOf(hex: string, { withoutMetrics }: DeriveOptions): Heard {
  const decoder = new FrameDecoder(recordedFrameBytesMax);
  decoder.push(Uint8Array.from(Buffer.from(hex, "hex")));
  const frame = decoder.next();
  if (frame?.kind !== "frame") return { kind: "unreadable" };
  const decoded = decodeResponse(frame.payload);
  if (!decoded.ok) return { kind: "unreadable" };
  const reduced = reduceResponse(decoded.message);
  const type = decoded.message.content?.contentType.case;
  const isMetrics = type === "metrics" || type === "availableMetrics";
  if (!withoutMetrics || !isMetrics) return reduced;
  return { kind: reduced.kind, ...told(reduced.status), isPartial: true };
}

function told(status: string | undefined): Pick<Answer, "status"> {
  return status === undefined ? {} : { status };
}
