// Judges what each worker announces of itself. It needs no master: the channel of the worker is enough.
import type { Observation } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Verdicts } from "../verdicts.ts";
import { WorkerVoice } from "./worker-voice.ts";

export class AnnouncementChecker implements Checker {
  readonly kinds = [
    "worker-started",
    "worker-ended",
    "order",
    "answer",
    "level-event",
    "table",
    "answer-taken",
    "event-taken",
    "run-ended",
  ] as const;
  private readonly floor: number;
  private readonly verdicts: Verdicts;
  private readonly voices = new Map<number, WorkerVoice>();

  constructor({ floor, verdicts }: CheckerContext) {
    this.floor = floor;
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number): void {
    const { kind } = observation;
    if (kind === "run-ended") {
      for (const voice of this.voices.values()) voice.settle();
    } else if (kind === "worker-started") {
      const { worker, judged } = observation;
      if (judged) this.voices.set(worker, new WorkerVoice(worker, this.floor, this.verdicts));
    } else if ("worker" in observation) {
      const voice = this.voices.get(observation.worker);
      if (voice === undefined) return;
      // What broke a rule of LEASE or BIND is not held against its announcement too.
      if (this.verdicts.brokenAt(index)) voice.isSilenced = true;
      else hear(voice, observation, index);
      if (kind === "worker-ended") this.voices.delete(observation.worker);
    }
  }
}

function hear(voice: WorkerVoice, observation: Observation, index: number): void {
  const { kind } = observation;
  if (kind === "order") voice.order(observation);
  else if (kind === "answer") voice.answer(observation, index);
  else if (kind === "level-event") voice.announce(observation, index);
  else if (kind === "table") voice.show(observation, index);
  else voice.settle();
}
