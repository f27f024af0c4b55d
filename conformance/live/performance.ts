// One performance of some actors of a scenario, from its beginning to its end, in this process. The end
// is an observation where it can be: everything was sent and answered. What is not answered is waited
// for as long as it may take.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import {
  type ActorJournal,
  compileScenario,
  type ConnectionJournal,
  isHttpStep,
  labelsOf,
  lastInstantOf,
  type Scenario,
  type TraceEvent,
} from "../../sim/index.ts";
import { statusOf } from "../observe/facts.ts";
import { isStill } from "./http/stillness.ts";
import type { PlayOrder } from "./parcel.ts";
import { openStage, type Stage } from "./stage.ts";

export interface Cues {
  /** Called once, when nothing more will be sent and nothing is missing. */
  readonly quiet: () => void;
  /** Nobody waits for anything any more. */
  readonly close: AbortSignal;
}

export interface Performed {
  readonly journals: readonly ActorJournal[];
  readonly tape: readonly TraceEvent[];
  readonly lagMicros: number;
}

/** How often it is looked whether everything is there. */
const lookMillis = 20;
/** A reply too many may come that long after the last one. */
const quietMicros = 60_000;
const resolutionMillis = 20;

export async function perform(order: PlayOrder, cues: Cues): Promise<Performed> {
  const { scenario, actors, startNanos } = order;
  const delays = monitorEventLoopDelay({ resolution: resolutionMillis });
  delays.enable();
  const stage = openStage({ ...order, compiled: compileScenario(scenario) });
  const now = (): number => Number((process.hrtime.bigint() - startNanos) / 1_000n);
  const deaths = scenario.steps.flatMap((step) =>
    step.do === "kill" && "node" in step && actors.includes(step.node) ? [step] : [],
  );
  for (const { at, node } of deaths.sort((a, b) => a.at - b.at)) {
    await pause(Math.max(0, (at - now()) / 1_000));
    await stage.kill(node);
  }
  await untilQuiet(order, stage, cues, now);
  await stage.close();
  delays.disable();
  const lagMicros = Math.max(0, delays.max / 1_000 - 2 * resolutionMillis * 1_000);
  const { journals, tape } = stage;
  return { journals, tape: tape.events, lagMicros: Math.round(lagMicros) };
}

async function untilQuiet(
  { scenario, actors, patienceMicros, traffic }: PlayOrder,
  { journals, tape }: Stage,
  { quiet, close }: Cues,
  now: () => number,
): Promise<void> {
  const lastMicros = doneAt(scenario, actors);
  const labels = labelsIn(scenario, actors);
  const asking = journals.filter(({ actor }) => !isHeedless(scenario, actor));
  let wasQuiet = false;
  await pause(Math.max(0, (lastMicros - now()) / 1_000), undefined, { signal: close }).catch(
    () => undefined,
  );
  while (!close.aborted) {
    const at = now();
    const isQuiet =
      at > lastMicros &&
      isSent(labels, journals) &&
      isAnswered(asking, at - quietMicros) &&
      (traffic === undefined || isStill(traffic, { scenario, journals, tape }, at, quietMicros));
    if (isQuiet && !wasQuiet) {
      wasQuiet = true;
      quiet();
    }
    const missing = isQuiet ? 0 : lastMicros + patienceMicros;
    if (at >= Math.max(scenario.endMicros, missing)) return;
    await pause(lookMillis, undefined, { signal: close }).catch(() => undefined);
  }
}

/** What these actors send, by its labels: every step of a live case has one. */
function labelsIn({ actors, steps }: Scenario, mine: readonly string[]): readonly string[] {
  const sent = steps.flatMap((step) =>
    "actor" in step && !isHttpStep(step) && mine.includes(step.actor) ? labelsOf(step) : [],
  );
  // A renewer that nobody stops is not done before the end.
  const goodbyes = mine.flatMap((name) =>
    actors[name]?.kind === "renewer" ? [`${name}:clear`] : [],
  );
  return [...sent, ...goodbyes];
}

function isSent(labels: readonly string[], journals: readonly ActorJournal[]): boolean {
  const sent = new Set(entriesOf(journals).map((entry) => "step" in entry && entry.step));
  return labels.every((label) => sent.has(label));
}

/** Who dies is answered no more, and a subscription may be answered with events alone. */
function isHeedless({ actors, steps }: Scenario, actor: string): boolean {
  if (actors[actor]?.kind === "subscriber") return true;
  return steps.some((step) => step.do === "kill" && "node" in step && step.node === actor);
}

/** When the last of these actors has nothing more to do. */
function doneAt({ actors, steps }: Scenario, mine: readonly string[]): number {
  const named = steps.flatMap((step) => {
    if (!("actor" in step) || !mine.includes(step.actor)) return [];
    return [lastInstantOf(step)];
  });
  const stops = mine.flatMap((name) => {
    const spec = actors[name];
    return spec !== undefined && "stopMicros" in spec ? [spec.stopMicros] : [];
  });
  return Math.max(0, ...named, ...stops);
}

function entriesOf(journals: readonly ActorJournal[]): ConnectionJournal["entries"] {
  return journals.flatMap(({ connections }) => connections.flatMap(({ entries }) => entries));
}

/** Every request that was sent by then has its reply, or its connection is over. */
function isAnswered(journals: readonly ActorJournal[], by: number): boolean {
  return journals.every(({ connections }) =>
    connections.every(
      (connection) => isOver(connection) || (owes(connection, by) === 0 && !isMute(connection)),
    ),
  );
}

/** Bytes that ask for nothing were sent last: it may be a while until their connection ends. */
function isMute({ entries }: ConnectionJournal): boolean {
  const last = entries.findLast(
    (entry) => entry.kind === "sent" || (entry.kind === "received" && isTerminal(entry)),
  );
  return last?.kind === "sent" && last.requests === 0;
}

function isOver({ outcome, entries }: ConnectionJournal): boolean {
  if (outcome !== undefined && outcome !== "connected") return true;
  return entries.some(({ kind }) => kind === "ended" || kind === "was-reset" || kind === "closed");
}

/** Requests without a reply; anything that happened since counts as one. */
function owes({ connectedAt, entries }: ConnectionJournal, by: number): number {
  let owed = connectedAt === undefined ? 1 : 0;
  for (const entry of entries) {
    if (entry.at > by) return 1;
    if (entry.kind === "sent") owed += entry.requests;
    else if (entry.kind === "received" && isTerminal(entry)) owed -= 1;
  }
  return Math.max(0, owed);
}

function isTerminal({ message }: ConnectionJournal["entries"][number] & { kind: "received" }) {
  return statusOf(message.status) !== "processing" && message.content?.contentType.case !== "event";
}
