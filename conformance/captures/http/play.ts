// Plays a capture against a testee in the world, and tells what its clients were given and its back ends
// asked for.

import { compileScenario, type Testee, World, type WorldSettings } from "../../../sim/index.ts";
import { worldEventsMax } from "../bounds.ts";
import type { HttpCapture, Seen } from "./capture.ts";
import { seenOf } from "./seen.ts";
import type { TapeConnection } from "./tape-connection.ts";
import { TapePeer, type TapePeerOptions } from "./tape-peer.ts";

/** As on one machine, where it was recorded. */
const latencyMicros = [10, 10] as const;
/** The fleet starts, and has its listeners, before the clients come. */
const leadMicros = 1_000_000;
/** What was on its way at the last recorded instant still arrives. */
const tailMicros = 200_000;
const microsPerMilli = 1000;

export function playHttpCapture(capture: HttpCapture, testee: Testee): Seen {
  const settings = settingsOf(capture);
  const world = new World({
    eventsMax: worldEventsMax,
    choices: [],
    network: { latencyMicros },
    spawnMachine: () => (host) => testee.createWorker(host),
  });
  const connections: TapeConnection[] = [];
  const began = (connection: TapeConnection): void => void connections.push(connection);
  const peer = (name: string, options: Omit<TapePeerOptions, "leadMicros" | "began">): void => {
    world.addNode(name, (host) => new TapePeer(host, { ...options, leadMicros, began }));
  };
  const origins = capture.tapes.filter((tape) => tape.peer === "origin");
  for (const port of capture.ports) {
    peer(`origin-${port}`, {
      tapes: origins.filter((tape) => tape.port === port),
      listensAt: port,
    });
  }
  world.addNode("master", (host) => testee.createMaster(host), {
    config: testee.masterConfig(settings),
  });
  peer("clients", {
    tapes: capture.tapes.filter((tape) => tape.peer === "client"),
    listensAt: undefined,
  });
  world.run(leadMicros + capture.end * microsPerMilli + tailMicros);
  return seenOf(connections);
}

function settingsOf({ name, world }: HttpCapture): WorldSettings {
  const nothing = { rules: [], cells: [], tags: [], steps: [], expect: [], actors: {} };
  const scenario = { format: 1, id: name, title: name, source: name, world, endMicros: 0 } as const;
  return compileScenario({ ...scenario, ...nothing }).settings;
}
