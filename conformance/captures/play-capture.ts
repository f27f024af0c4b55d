// Plays a capture against a testee in the world: the clients' bytes at their recorded instants, the
// workers' fates where they were noted, and what every connection was given in return.

import { decodeResponse } from "../../wire/index.ts";
import {
  compileScenario,
  diskEntryOf,
  Operator,
  World,
  createActorJournal,
  type ConnectionJournal,
  type JournalEntry,
  type ProgramStep,
  type Testee,
  type WorldSettings,
} from "../../sim/index.ts";
import { worldEventsMax } from "./bounds.ts";
import type { Answer, Capture, CaptureStep, ClientStep } from "./capture.ts";
import { reduceResponse } from "./reduce.ts";

const microsPerMilli = 1000;
/** The fleet starts before the clients do. */
const leadMillis = 1000;
const firstPid = 1001;
const ordinaryUser = 1000;

export type Answers = ReadonlyMap<string, readonly Answer[]>;

export function playCapture(capture: Capture, testee: Testee): Answers {
  const settings = settingsOf(capture);
  const world = new World({
    eventsMax: worldEventsMax,
    choices: [],
    spawnMachine: () => (host) => testee.createWorker(host),
  });
  const files = [...settings.files].map(
    ([name, file]) => [name, diskEntryOf(file, testee)] as const,
  );
  world.addNode("master", (host) => testee.createMaster(host), {
    config: testee.masterConfig(settings),
    files: new Map(files),
  });
  const instants = instantsOf(capture.steps);
  for (const [index, step] of capture.steps.entries()) {
    if (!("node" in step)) continue;
    const action = step.do === "kill" ? "crash" : step.do;
    world.at(instants[index] ?? 0, { do: action, node: step.node });
  }
  const journals = Object.entries(capture.processes).map(([name, connections], index) => {
    const journal = createActorJournal(name);
    const program = programOf(capture.steps, instants, connections);
    const { commandSocket, frameBytesMax } = settings;
    const options = { commandSocket, frameBytesMax, journal, opensOnce: true };
    world.addNode(name, (host) => new Operator(host, program, options), {
      credentials: { pid: firstPid + index, uid: ordinaryUser, gid: ordinaryUser },
    });
    return journal;
  });
  world.run((leadMillis + capture.end) * microsPerMilli);
  return new Map(
    journals.flatMap(({ connections }) =>
      connections.map((journal) => [journal.connection, answersOf(journal)] as const),
    ),
  );
}

function settingsOf({ name, world }: Capture): WorldSettings {
  const format = 1;
  const nothing = {
    rules: [],
    cells: [],
    tags: [],
    steps: [],
    expect: [],
    actors: {},
    endMicros: 0,
  };
  return compileScenario({ format, id: name, title: name, source: name, world, ...nothing })
    .settings;
}

/** Steps of one millisecond keep their order: each has a microsecond of its own. */
function instantsOf(steps: readonly CaptureStep[]): readonly number[] {
  let last = -1;
  return steps.map(({ at }) => {
    last = Math.max(last + 1, (leadMillis + at) * microsPerMilli);
    return last;
  });
}

function programOf(
  steps: readonly CaptureStep[],
  instants: readonly number[],
  connections: readonly string[],
): readonly ProgramStep[] {
  return steps.flatMap((step, index) => {
    if (!("conn" in step) || !connections.includes(step.conn)) return [];
    const at = instants[index] ?? 0;
    return [{ at, connection: step.conn, step: undefined, action: actionOf(step) }];
  });
}

function actionOf(step: ClientStep): ProgramStep["action"] {
  if (step.do !== "send") return { kind: step.do };
  const bytes = Uint8Array.from(Buffer.from(step.hex ?? "", "hex"));
  return { kind: "send", bytes, requests: 0, requestId: undefined };
}

function answersOf(journal: ConnectionJournal): readonly Answer[] {
  // What follows a client's own end is no answer.
  const end = journal.entries.findIndex(({ kind }) => kind === "closed");
  const entries = end < 0 ? journal.entries : journal.entries.slice(0, end);
  return entries.flatMap((entry) => {
    const heard = answerOf(entry);
    if (heard === undefined) return [];
    return [{ at: entry.at / microsPerMilli - leadMillis, ...heard }];
  });
}

function answerOf(entry: JournalEntry): Omit<Answer, "at"> | undefined {
  switch (entry.kind) {
    case "received": {
      // The journal's message is of either direction; here only a master speaks.
      const decoded = decodeResponse(entry.payload);
      return decoded.ok ? reduceResponse(decoded.message) : { kind: "unreadable" };
    }
    case "unreadable":
      return { kind: "unreadable" };
    case "ended":
    case "was-reset":
      return { kind: "closed" };
    case "sent":
    case "closed":
    case "half-closed":
      return undefined;
  }
}
