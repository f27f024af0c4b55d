// Makes the machine of each actor from its specification. Who they are to the host (their
// credentials) and when they start is the player's business.

import type { ActorJournal } from "../actors/journal.ts";
import { HttpClient } from "../actors/http/http-client.ts";
import { HttpOrigin } from "../actors/http/http-origin.ts";
import { Operator } from "../actors/operator.ts";
import type { ClientOptions } from "../actors/operator.ts";
import type { Program } from "../actors/program.ts";
import { createRenewer } from "../actors/renewer.ts";
import { createRogue } from "../actors/rogue.ts";
import { ScriptedMaster } from "../actors/scripted-master.ts";
import { StatsdSink } from "../actors/statsd-sink.ts";
import { createSubscriber } from "../actors/subscriber.ts";
import type { Host, Machine, NodeName } from "../machine.ts";
import type { ActorSpec } from "./actor-spec.ts";
import { detailNumber } from "./detail.ts";
import type { Testee } from "./testee.ts";
import type { WorldSettings } from "./world-settings.ts";

const workerPrefix = "worker-";

export interface Casting {
  readonly settings: WorldSettings;
  readonly testee: Testee;
  readonly program: Program;
  readonly journal: ActorJournal;
}

/** A machine for one process of the actor; a restart asks again. */
export function actorMachine(host: Host, spec: ActorSpec, casting: Casting): Machine {
  const { settings, program, journal } = casting;
  const { commandSocket, frameBytesMax } = settings;
  const name = journal.actor;
  const client: ClientOptions = { commandSocket, frameBytesMax, journal };
  switch (spec.kind) {
    case "operator":
      return new Operator(host, program, client);
    case "renewer": {
      const { stopMicros, period = "exact" } = spec;
      const detail = detailNumber(spec.detail);
      return createRenewer(host, { ...spec, name, detail, stopMicros, period }, client);
    }
    case "subscriber":
      return createSubscriber(host, { name, startMicros: spec.startMicros }, client);
    case "statsd-sink":
      return new StatsdSink(host, { host: spec.host, port: spec.port, journal });
    case "rogue":
      return createRogue(host, spec, client);
    case "http-client":
      return new HttpClient(host, program, spec, journal);
    case "http-origin":
      return new HttpOrigin(host, spec, journal);
    case "scripted-master":
      return new ScriptedMaster(host, program, {
        workers: workerConfigs(casting),
        frameBytesMax,
        journal,
      });
  }
}

function workerConfigs({ settings, testee }: Casting): ReadonlyMap<NodeName, Uint8Array> {
  const ids = Array.from({ length: settings.workers }, (_none, id) => id);
  return new Map(ids.map((id) => [workerNode(id), testee.workerConfig(settings, id)]));
}

function workerNode(id: number): NodeName {
  return `${workerPrefix}${id}`;
}

/** The id of a worker, as decimal text, from its node's name. */
export function workerIdOf(node: NodeName): string {
  return node.slice(workerPrefix.length);
}
