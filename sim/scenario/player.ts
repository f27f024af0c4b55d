// Plays a scenario against a testee: builds the world, puts the master, the workers and the actors
// into it, lets it run, and returns what came out. It judges nothing; whoever wants to, observes.

import { createActorJournal } from "../actors/journal.ts";
import type { ActorJournal } from "../actors/journal.ts";
import { ScriptedWorker } from "../actors/scripted-worker.ts";
import type { Action } from "../action.ts";
import { eventsPerPlayDefault } from "../bounds.ts";
import type { Credentials, Micros, NodeName } from "../machine.ts";
import type { DiskEntry, MachineFactory, NodeOptions, WorldOptions } from "../options.ts";
import { World } from "../world.ts";
import type { RunResult } from "../world.ts";
import type { ActorSpec } from "./actor-spec.ts";
import { actorMachine, workerIdOf } from "./cast.ts";
import { compileScenario } from "./compile.ts";
import type { CompiledScenario } from "./compile.ts";
import { diskEntryOf } from "./file-spec.ts";
import type { Scenario } from "./scenario.ts";
import type { WorldStep } from "./step.ts";
import type { Testee } from "./testee.ts";
import { verifyScenario } from "./verify.ts";
import type { WorldSettings } from "./world-settings.ts";

/** What a run takes besides the scenario: the seed or the choices, who observes, and how far. */
export interface PlayOptions extends Omit<WorldOptions, "network" | "networkOf" | "spawnMachine"> {
  /** Stops before the scenario's own end. */
  readonly untilMicros?: Micros;
  /**
   * Goes on for so long after the scenario's end, with every obstacle taken away and every process
   * running: what was in anybody's way is not any more.
   */
  readonly restMicros?: Micros;
  /** False leaves the journals empty, for runs too long to hold. */
  readonly keepJournals?: boolean;
}

export interface PlayResult extends RunResult {
  /** One for each actor, in the order of the scenario. */
  readonly journals: readonly ActorJournal[];
}

const firstPid = 1001;
const ordinaryUser = 1000;

/** Throws a ScenarioError when the scenario has the right shape and cannot be played all the same. */
export function play(scenario: Scenario, testee: Testee, options: PlayOptions = {}): PlayResult {
  return playCompiled(playableScenario(scenario), testee, options);
}

/** What `play` makes of a scenario before it plays: the same for every seed. Throws as `play` does. */
export function playableScenario(scenario: Scenario): CompiledScenario {
  verifyScenario(scenario);
  return compileScenario(scenario);
}

/** As `play`, for those who play one scenario more than once. */
export function playCompiled(
  compiled: CompiledScenario,
  testee: Testee,
  options: PlayOptions,
): PlayResult {
  const { scenario } = compiled;
  const { untilMicros, restMicros, keepJournals, ...worldOptions } = options;
  const world = new World({
    eventsMax: eventsPerPlayDefault,
    ...worldOptions,
    network: networkOf(compiled.settings),
    spawnMachine: (child) => workerFactory(child, compiled.settings, testee),
  });
  for (const step of compiled.worldSteps) world.at(step.at, actionOf(step, compiled.settings));
  if (compiled.settings.topology === "fleet") {
    world.addNode("master", (host) => testee.createMaster(host), {
      config: testee.masterConfig(compiled.settings),
      files: filesOf(compiled.settings, testee),
    });
  }
  const journals = addActors(world, compiled, { testee, keepJournals: keepJournals ?? true });
  const played = world.run(untilMicros ?? scenario.endMicros);
  const isOver = played.stopped === "idle" || played.stopped === "until";
  if (restMicros === undefined || untilMicros !== undefined || !isOver) {
    return { ...played, journals };
  }
  relieve(world, compiled);
  return { ...world.run(scenario.endMicros + restMicros), journals };
}

/** Takes away what the scenario put in anybody's way. */
function relieve(world: World, { worldSteps }: CompiledScenario): void {
  const { now } = world;
  world.at(now, { do: "heal" });
  for (const step of worldSteps) {
    if (step.do === "slow") world.at(now, { do: "slow", node: step.node, costMicros: 0 });
    else if (step.do === "pause") world.at(now, { do: "resume", node: step.node });
  }
}

function filesOf({ files }: WorldSettings, testee: Testee): ReadonlyMap<string, DiskEntry> {
  return new Map([...files].map(([name, file]) => [name, diskEntryOf(file, testee)]));
}

interface Playing {
  readonly testee: Testee;
  readonly keepJournals: boolean;
}

function addActors(world: World, compiled: CompiledScenario, playing: Playing): ActorJournal[] {
  const { testee, keepJournals } = playing;
  const { scenario, settings, programs } = compiled;
  return Object.entries(scenario.actors).map(([name, spec], index) => {
    const journal = createActorJournal(name, keepJournals);
    const program = programs.get(name) ?? [];
    world.addNode(
      name,
      (host) => actorMachine(host, spec, { settings, testee, program, journal }),
      identityOf(spec, index, settings),
    );
    return journal;
  });
}

function identityOf(spec: ActorSpec, index: number, settings: WorldSettings): NodeOptions {
  if (spec.kind === "scripted-master" || settings.credentials === "none") return {};
  const credentials: Credentials = {
    pid: spec.pid ?? firstPid + index,
    uid: spec.uid ?? ordinaryUser,
    gid: spec.gid ?? ordinaryUser,
    comm: spec.comm,
  };
  const address = addressOf(spec);
  return address === undefined ? { credentials } : { credentials, host: address };
}

/** Where those who listen are, and where a client comes from. */
function addressOf(spec: ActorSpec): string | undefined {
  if (spec.kind === "statsd-sink") return spec.host;
  if (spec.kind === "http-client") return spec.from;
  return spec.kind === "http-origin" ? spec.at.host : undefined;
}

function networkOf({
  latencyMicros,
  segmentation,
  windowBytes,
}: WorldSettings): NonNullable<WorldOptions["network"]> {
  const windows = { sendWindowBytes: windowBytes, receiveWindowBytes: windowBytes };
  return { latencyMicros, segmentation, ...windows };
}

function workerFactory(child: NodeName, settings: WorldSettings, testee: Testee): MachineFactory {
  const id = workerIdOf(child);
  const script = settings.workerScripts[id];
  if (script === undefined) return (host) => testee.createWorker(host);
  const { frameBytesMax } = settings;
  return (host) => new ScriptedWorker(host, testee.createWorker(host), script, frameBytesMax);
}

function actionOf(step: WorldStep, { commandSocket }: WorldSettings): Action {
  switch (step.do) {
    case "kill":
      return { do: "crash", node: step.node };
    case "refuse":
      return {
        do: "refuse",
        at:
          step.node === "master"
            ? { kind: "unix", path: commandSocket }
            : { kind: "node", node: step.node },
      };
    case "restart":
    case "pause":
    case "resume":
      return { do: step.do, node: step.node };
    case "slow":
      return { do: "slow", node: step.node, costMicros: step.costMicros };
    case "partition":
      return {
        do: "partition",
        from: step.from,
        to: step.to,
        ...(step.oneWay === undefined ? {} : { oneWay: step.oneWay }),
      };
    case "stall":
      return { do: "stall", from: step.from, to: step.to };
    case "sink":
      return { do: "sink", node: step.node, sink: step.sink, takes: step.takes };
    case "heal":
      return { do: "heal" };
  }
}
