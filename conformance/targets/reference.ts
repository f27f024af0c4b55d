// The reference as a target. Together with `cli/serve.ts` the only place that names both the
// simulator and the reference: TypeScript fails the build here when the two drift apart.
import * as reference from "../../reference/index.ts";
import type { Host, Machine, Testee, WorldSettings } from "../../sim/index.ts";
import { defaultLeaseConstants } from "../model/constants.ts";
import { levelNames } from "../model/level.ts";
import { writeStateFile } from "../model/state-file.ts";
import type { Target } from "./target.ts";

/** What a build of the reference, pristine or patched, has to export. */
export interface ReferenceModule {
  readonly createMaster: (host: Host) => Machine;
  readonly createWorker: (host: Host) => Machine;
}

export function referenceTarget(module: ReferenceModule = reference, name = "reference"): Target {
  const testee: Testee = {
    masterConfig,
    workerConfig,
    stateFile: writeStateFile,
    createMaster: (host) => module.createMaster(host),
    createWorker: (host) => module.createWorker(host),
  };
  return { name, testee, constants: defaultLeaseConstants };
}

function masterConfig(world: WorldSettings): Uint8Array {
  const { statsd, allowedUids, savedState, buffersMax } = world;
  return reference.encodeMasterConfig({
    commandSocket: world.commandSocket,
    workerCount: world.workers,
    workerAutomaticRestart: world.automaticRestart,
    workerTimeoutSeconds: world.workerTimeoutSeconds,
    commandBufferBytesMax: world.frameBytesMax,
    detail: levelOf(world),
    requests: world.requests.map((payload) => Buffer.from(payload).toString("hex")),
    ...(statsd === undefined ? {} : { statsd }),
    ...(allowedUids === undefined ? {} : { allowedUids }),
    ...(savedState === undefined ? {} : { savedState }),
    ...(buffersMax === undefined ? {} : { buffersMax }),
  });
}

function workerConfig(world: WorldSettings, id: number): Uint8Array {
  const { statsd } = world;
  return reference.encodeWorkerConfig({
    id,
    commandBufferBytesMax: world.frameBytesMax,
    detail: levelOf(world),
    ...(statsd === undefined ? {} : { statsd }),
  });
}

function levelOf({ detail }: WorldSettings): 0 | 1 | 2 | 3 {
  const levels = [0, 1, 2, 3] as const;
  return levels[levelNames.indexOf(detail)] ?? 2;
}
