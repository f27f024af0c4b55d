// Puts actors of a scenario on real sockets: the same machines that play it in the simulator, each on
// a host of its own, all by one clock. Everything an actor did and saw comes back as its journal.
import { NodeHost, realClock, seededRandomness } from "../../reference/node/index.ts";
import {
  type ActorJournal,
  actorMachine,
  type CompiledScenario,
  createActorJournal,
  type Host,
  type Machine,
  type Testee,
} from "../../sim/index.ts";
import { secureListeners } from "./http/securing.ts";
import { Speaker, speaks } from "./http/speaker.ts";
import { Tape } from "./http/tape.ts";

export interface Staging {
  readonly compiled: CompiledScenario;
  /** Who of the scenario's actors plays in this process. */
  readonly actors: readonly string[];
  readonly commandSocket: string;
  /** The instant of `process.hrtime` at which the scenario begins. */
  readonly startNanos: bigint;
}

export interface Stage {
  readonly journals: readonly ActorJournal[];
  /** What those who speak HTTP did and saw. */
  readonly tape: Tape;
  /** The actor is gone, as a process that was killed: its connections end. */
  kill(actor: string): Promise<void>;
  close(): Promise<void>;
}

/** Actors play against what runs already: nobody here makes a master or a worker. */
const nobody: Testee = {
  masterConfig: () => new Uint8Array(),
  workerConfig: () => new Uint8Array(),
  stateFile: () => new Uint8Array(),
  createMaster: () => {
    throw new Error("no master is made on a stage");
  },
  createWorker: () => {
    throw new Error("no worker is made on a stage");
  },
};

export function openStage({ compiled, actors, commandSocket, startNanos }: Staging): Stage {
  const { scenario, programs } = compiled;
  const settings = { ...compiled.settings, commandSocket };
  const clock = realClock(startNanos);
  const journals: ActorJournal[] = [];
  const hosts = new Map<string, NodeHost>();
  const tape = new Tape();
  const secure = secureListeners(scenario);
  for (const name of actors) {
    const spec = scenario.actors[name];
    if (spec === undefined) continue;
    const journal = createActorJournal(name);
    journals.push(journal);
    const program = programs.get(name) ?? [];
    const machineOn = (host: Host): Machine =>
      actorMachine(host, spec, { settings, testee: nobody, program, journal });
    const speaker = speaks(spec) ? new Speaker(tape.actor(name), spec, secure) : undefined;
    hosts.set(
      name,
      new NodeHost({
        name,
        clock,
        config: new Uint8Array(),
        createMachine: (host) => speaker?.machine(host, machineOn) ?? machineOn(host),
        ...(speaker === undefined ? {} : { dial: speaker.dial }),
        randomness: seededRandomness(0, name),
        sinks: {},
        directory: ".",
        launch: () => {
          throw new Error("an actor launches nothing");
        },
        credentials: () => undefined,
        allowRemote: false,
        report: () => undefined,
        exited: () => undefined,
      }),
    );
  }
  for (const host of hosts.values()) host.start();
  return {
    journals,
    tape,
    kill: async (actor) => {
      await hosts.get(actor)?.close();
    },
    close: async () => {
      await Promise.all([...hosts.values()].map(async (host) => host.close()));
    },
  };
}
