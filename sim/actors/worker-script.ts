// What an actor that stands in front of a worker does to the worker's conversation with the
// master, as data. The worker behind it is the testee's own; the script says from when on it is
// deaf, which verbs it does not know, and when it dies.

import type { JsonObject } from "@bufbuild/protobuf";
import type { Micros } from "../machine.ts";

/** A verb by the name of its field in protobuf JSON, such as `setMetricDetail`. */
export type VerbName = string;

/** Reads on and does nothing any more: from an instant, or from the n-th request of a verb on. */
interface SilentScript {
  readonly kind: "silent";
  readonly fromMicros?: Micros;
  /** Any verb unless told. Without `verb`, `request` and `fromMicros` it is silent from the start. */
  readonly verb?: VerbName;
  /** Counted from 1 among the requests that match `verb`; the first unless told. */
  readonly request?: number;
}

/** Answers FAILURE to verbs that it does not know. */
interface OldScript {
  readonly kind: "old";
  readonly unknownVerbs: readonly VerbName[];
}

/** Exits at the n-th request, before or in the turn in which it was answered. */
interface DyingScript {
  readonly kind: "dying";
  /** Any verb unless told. */
  readonly verb?: VerbName;
  /** Counted from 1 among the requests that match `verb`; the first unless told. */
  readonly request?: number;
  readonly when: "before-answer" | "after-answer";
}

/** Answers some verbs itself, in the words of the scenario. */
export interface AnsweringScript {
  readonly kind: "answering";
  /** A WorkerResponse without its id as protobuf JSON, in turn; the last one stays. */
  readonly answers: Readonly<Record<VerbName, readonly JsonObject[]>>;
}

export type WorkerScript = SilentScript | OldScript | DyingScript | AnsweringScript;

/**
 * - `pass`: the worker behind gets it.
 * - `refuse`: the script answers FAILURE itself.
 * - `answer`: the script answers in the words of the scenario.
 * - `swallow`: nobody ever gets it, nor anything after it.
 * - `die`: the process exits before anybody gets it.
 * - `die-after`: the worker behind gets it and the process exits at the end of the turn.
 */
export type ScriptVerdict = "pass" | "refuse" | "answer" | "swallow" | "die" | "die-after";

/** What becomes of a request; `ordinal` counts those of the script's verb, from 1. */
export function verdictOn(script: WorkerScript, verb: VerbName, ordinal: number): ScriptVerdict {
  switch (script.kind) {
    case "old":
      return script.unknownVerbs.includes(verb) ? "refuse" : "pass";
    case "answering":
      return script.answers[verb] === undefined ? "pass" : "answer";
    case "silent":
      return script.fromMicros === undefined && isNth(script, verb, ordinal) ? "swallow" : "pass";
    case "dying":
      if (!isNth(script, verb, ordinal)) return "pass";
      return script.when === "before-answer" ? "die" : "die-after";
  }
}

function isNth(script: SilentScript | DyingScript, verb: VerbName, ordinal: number): boolean {
  return matchesVerb(script, verb) && ordinal >= (script.request ?? 1);
}

/** Whether a request counts for the ordinal of the script. */
export function matchesVerb(script: WorkerScript, verb: VerbName): boolean {
  if (script.kind === "old" || script.kind === "answering") return true;
  return script.verb === undefined || script.verb === verb;
}
