// Falsifications that are more than another value in one observation: a message that is not there,
// one too many, or two that changed places.
import type { EventWritten, LevelChange, LevelEvent, Observation } from "../observe/observation.ts";
import type { Falsification } from "./verdicts.ts";

/** Undefined: this falsification is a value in an observation. */
export function withMessages(
  recording: readonly Observation[],
  index: number,
  falsification: Falsification,
): Observation[] | undefined {
  const target = recording[index];
  if (target === undefined) return undefined;
  const { field, value } = falsification;
  if (field === "times") {
    const copies = Array.from({ length: value }, () => target);
    return recording.toSpliced(index, 1, ...copies);
  }
  if (field === "preceded") return recording.toSpliced(index, 0, value);
  if (field === "announced") return recording.toSpliced(index + 1, 0, announcement(target, value));
  if (field === "told") return recording.toSpliced(index + 1, 0, telling(target, value));
  if (field === "reordered") return reordered(recording, value, index);
  return field === "unsaid" ? recording.with(index, unsaid(target, value)) : undefined;
}

function announcement(shown: Observation, change: LevelChange): LevelEvent {
  if (!("worker" in shown)) throw new Error("only a worker announces");
  return { kind: "level-event", at: shown.at, worker: shown.worker, change };
}

function telling(cause: Observation, session: number): EventWritten {
  if (cause.kind !== "event-taken") throw new Error("only what was heard can be told");
  const { at, worker, change } = cause;
  const common = { kind: "event-written", at, session, change } as const;
  return { ...common, source: String(worker), event: 30, isBehind: false };
}

/** The two changes in each other's place. */
function reordered(
  recording: readonly Observation[],
  first: number,
  second: number,
): Observation[] {
  const [one, other] = [recording[first], recording[second]];
  if (one === undefined || other === undefined || !("change" in one) || !("change" in other)) {
    throw new Error("only events change places");
  }
  const moved = <Event extends Observation>(event: Event, change: unknown): Event =>
    Object.assign({ ...event }, { change });
  return recording.with(first, moved(one, other.change)).with(second, moved(other, one.change));
}

function unsaid(target: Observation, [from, to]: readonly [from: number, to: number]): Observation {
  if (target.kind !== "client-bytes") throw new Error("only bytes can be left unsaid");
  const { bytes } = target;
  return { ...target, bytes: Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]) };
}
