// Which step an observation stands for. An observation comes at the end of a turn, after every step of
// that turn; where several fit, the last one is taken.
import type { StepKind } from "../../reports/index.ts";
import type { Observation } from "../observe/observation.ts";
import type { Draft, Drafts } from "./draft.ts";

interface Trait {
  readonly step: StepKind;
  /** Whether the observation is of a step's coming or of its going. */
  readonly when: "taken" | "sent";
  /** Which end of the step the observed node is. */
  readonly end: "from" | "to";
  readonly onSession?: true;
}

/** What is not here is no step of its own. */
const traits: Readonly<Partial<Record<Observation["kind"], Trait>>> = {
  request: { step: "message", when: "taken", end: "to", onSession: true },
  reply: { step: "message", when: "sent", end: "from", onSession: true },
  order: { step: "message", when: "taken", end: "to" },
  answer: { step: "message", when: "sent", end: "from" },
  "answer-taken": { step: "message", when: "taken", end: "from" },
  "level-event": { step: "message", when: "sent", end: "from" },
  table: { step: "state", when: "sent", end: "from" },
  log: { step: "line", when: "sent", end: "from" },
  stored: { step: "file", when: "sent", end: "from" },
};

/** Steps of one turn that are looked through. */
const lookedBackMax = 400;

/** The ordinal of the step, or of the last one when none fits. */
export function placeOf(observation: Observation, drafts: Drafts): number {
  const trait = traits[observation.kind];
  const last = Math.max(0, drafts.total - 1);
  if (trait === undefined) return last;
  const node = nodeOf(observation);
  const session = trait.onSession && "session" in observation ? observation.session : undefined;
  let looked = 0;
  for (const draft of drafts.backwards()) {
    if (++looked > lookedBackMax) break;
    const isIts = draft.kind === trait.step && draft[trait.end] === node;
    const isOnIt = session === undefined || draft.connection === session;
    if (isIts && isOnIt && instantOf(draft, trait) === observation.at) return draft.ordinal;
  }
  return last;
}

function instantOf(draft: Draft, trait: Trait): number | undefined {
  return trait.when === "sent" ? draft.at : draft.takenAt;
}

function nodeOf(observation: Observation): string {
  if ("worker" in observation) return `worker-${observation.worker}`;
  return "node" in observation ? observation.node : "master";
}
