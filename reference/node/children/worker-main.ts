// The life of a worker process: boot message on descriptor 5, its channel on 3 and 4, log lines to
// standard error, and an end when its machine exits or its master is gone. It deliberately listens
// to no terminal: Ctrl-C goes to the whole process group, and the master decides what it means.

import { Socket } from "node:net";
import type { Host, Machine } from "../../host.ts";
import { flushMillisMax, workerBootBytesMax } from "../bounds.ts";
import { NodeHost } from "../host/node-host.ts";
import { seededRandomness, systemRandomness } from "../host/random.ts";
import { shareOfProcess } from "../share/child-end.ts";
import { type AccessLog, openAccessLog } from "../sinks/access-log.ts";
import { workerSinks } from "../sinks/worker-sinks.ts";
import { type LineStream, lineStream } from "../sinks/line-stream.ts";
import { channelFacts } from "./channel-facts.ts";
import { JoinedStream } from "./joined-stream.ts";
import { decodeWorkerBoot, type WorkerBoot } from "./worker-boot.ts";

const descriptors = { log: 2, fromMaster: 3, toMaster: 4, boot: 5 } as const;

/** Returns when the worker runs; the process ends by itself. */
export async function runWorkerProcess(createMachine: (host: Host) => Machine): Promise<void> {
  process.on("SIGINT", () => undefined);
  process.on("SIGHUP", () => undefined);
  const boot = decodeWorkerBoot(await readBoot());
  const log = lineStream(descriptors.log);
  const access = accessLogOf(boot, log);
  let isLeaving = false;
  const leave = (code: number): void => {
    if (isLeaving) return;
    isLeaving = true;
    void host
      .close()
      .then(() => access?.close(flushMillisMax))
      .then(() => log.flush(flushMillisMax))
      .then(() => process.exit(code));
  };
  const host = new NodeHost({
    name: boot.name,
    config: boot.config,
    createMachine,
    randomness:
      boot.seed === undefined ? systemRandomness() : seededRandomness(boot.seed, boot.name),
    sinks: workerSinks(log.append, access?.append),
    directory: process.cwd(),
    launch: () => {
      throw new Error("a worker has no children");
    },
    credentials: () => undefined,
    allowRemote: boot.allowRemote,
    report: ({ reason }) => {
      if (reason !== undefined) log.append(`ERROR host: ${boot.name}: ${reason}`);
    },
    exited: leave,
    share: shareOfProcess(),
  });
  const channel = new JoinedStream(
    new Socket({ fd: descriptors.fromMaster, allowHalfOpen: true }),
    new Socket({ fd: descriptors.toMaster, allowHalfOpen: true }),
  );
  host.start();
  host.accept(channel, channelFacts(boot.name, boot.parent));
  // A worker whose master is gone ends, once its machine was told.
  channel.once("end", () => setImmediate(leave, 0));
  channel.once("close", () => setImmediate(leave, 0));
}

/** LOG-UNSENT: where it cannot be opened no record can be written, and nothing else changes. */
function accessLogOf({ name, access }: WorkerBoot, log: LineStream): AccessLog | undefined {
  if (access === undefined) return undefined;
  try {
    return openAccessLog(access);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.append(`ERROR host: ${name}: cannot write the access log: ${reason}`);
    return { append: () => false, close: () => Promise.resolve() };
  }
}

async function readBoot(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of new Socket({ fd: descriptors.boot, writable: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > workerBootBytesMax) throw new Error("the boot message is too large");
  }
  return Buffer.concat(chunks);
}
