// A recorded exchange with a release, as it lies beside the project: who sent which bytes when, and
// which whole frames came back. It is read here and nowhere else; what it means is `derive.ts`.

import { UsageError } from "../usage-error.ts";

export interface RecordedStep {
  readonly at: number;
  readonly conn: string | undefined;
  readonly send: string | undefined;
  readonly recv: string | undefined;
  readonly closed: boolean;
  /** How a connection was seen to end. */
  readonly how: string | undefined;
  readonly note: string | undefined;
}

export interface Recording {
  /** The file's name without its ending. */
  readonly name: string;
  readonly release: string;
  readonly workers: number;
  readonly config: Readonly<Record<string, unknown>>;
  /** Sorted by instant; those of one instant keep their order. */
  readonly steps: readonly RecordedStep[];
}

/** Throws a UsageError where the text is no recording. */
export function parseRecording(name: string, text: string): Recording {
  const root: unknown = JSON.parse(text);
  if (!isRecord(root) || !Array.isArray(root["steps"]) || !isRecord(root["config"])) {
    throw new UsageError(`${name} is no recorded exchange`);
  }
  const { version, workers, config } = root;
  if (typeof version !== "string" || typeof workers !== "number") {
    throw new UsageError(`${name} does not say which release, or how many workers`);
  }
  const steps = root["steps"].map((step: unknown, index) => stepOf(step, `${name}, step ${index}`));
  steps.sort((left, right) => left.at - right.at);
  return { name, release: version, workers, config, steps };
}

function stepOf(step: unknown, place: string): RecordedStep {
  if (!isRecord(step) || typeof step["at_ms"] !== "number") {
    throw new UsageError(`${place} has no instant`);
  }
  return {
    at: step["at_ms"],
    conn: textOf(step["conn"]),
    send: textOf(step["send"]),
    recv: textOf(step["recv"]),
    closed: step["closed"] === true,
    how: textOf(step["how"]),
    note: textOf(step["note"]),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
