// Children inside their parent's process, for debugging: each on a host of its own, joined by
// streams in memory. It deliberately shares nothing else between them, so a machine behaves as it
// would in a process of its own, but for one that blocks.

import type { ExitCause, Host, Machine, NodeName } from "../../host.ts";
import { NodeHost } from "../host/node-host.ts";
import { seededRandomness, systemRandomness } from "../host/random.ts";
import type { ListenHub } from "../share/hub.ts";
import { workerSinks } from "../sinks/worker-sinks.ts";
import type { AppendLine } from "../sinks/line-file.ts";
import type { Child, Launch } from "./child.ts";
import { duplexPair } from "./duplex-pair.ts";
import { channelFacts } from "./channel-facts.ts";

export interface InProcessLaunchOptions {
  readonly createMachine: (host: Host) => Machine;
  readonly parent: NodeName;
  readonly seed: number | undefined;
  readonly log: AppendLine;
  /** Undefined: the access log stands in the log. */
  readonly access: AppendLine | undefined;
  readonly allowRemote: boolean;
  readonly hub: ListenHub;
}

export function inProcessLaunch(options: InProcessLaunchOptions): Launch {
  return (name, config, exited): Child => {
    const { createMachine, parent, seed, log, access, allowRemote, hub } = options;
    const [channel, far] = duplexPair();
    channel.on("error", () => undefined);
    far.on("error", () => undefined);
    let isSettled = false;
    const settle = (cause: ExitCause): void => {
      if (isSettled) return;
      isSettled = true;
      hub.leave(channel);
      void host.close().then(() => {
        exited(cause);
      });
    };
    const host = new NodeHost({
      name,
      config,
      createMachine,
      randomness: seed === undefined ? systemRandomness() : seededRandomness(seed, name),
      sinks: workerSinks(log, access),
      directory: process.cwd(),
      launch: () => {
        throw new Error("a worker has no children");
      },
      credentials: () => undefined,
      allowRemote,
      report: ({ reason }) => {
        if (reason !== undefined) log(`ERROR host: ${name}: ${reason}`);
      },
      exited: (code) => {
        settle({ kind: "exited", code });
      },
      share: hub.share(channel),
    });
    setImmediate(() => {
      if (isSettled) return;
      host.start();
      host.accept(far, channelFacts(name, parent));
      // As in a process of its own: a worker whose master is gone ends.
      far.once("close", () => {
        settle({ kind: "exited", code: 0 });
      });
      far.once("end", () => {
        setImmediate(settle, { kind: "exited", code: 0 });
      });
    });
    return {
      channel,
      kill: () => {
        far.destroy();
        settle({ kind: "killed" });
      },
    };
  };
}
