// Children as processes of their own, on socket pairs: descriptor 3 brings a child what its parent
// says, 4 takes what it says itself, 5 brings the boot message, and what it writes to standard error
// comes back as lines of its parent's log. Node's own channel between processes, on 6, brings the
// connections of addresses that workers share. It deliberately passes nothing by argument or environment,
// where other users could read it.

import { type ChildProcess, spawn } from "node:child_process";
import { Duplex } from "node:stream";
import type { ExitCause, NodeName } from "../../host.ts";
import type { ListenHub } from "../share/hub.ts";
import type { AccessTarget } from "../sinks/access-log.ts";
import { shareWithChild } from "../share/parent-end.ts";
import type { Child, Launch } from "./child.ts";
import { JoinedStream } from "./joined-stream.ts";
import { encodeWorkerBoot } from "./worker-boot.ts";
import { lineSplitter } from "./line-splitter.ts";

export interface ProcessLaunchOptions {
  /** The compiled script that a child runs. */
  readonly entry: string;
  readonly parent: NodeName;
  readonly seed: number | undefined;
  /** Inet listeners that other machines can reach. */
  readonly allowRemote: boolean;
  readonly hub: ListenHub;
  readonly access: AccessTarget | undefined;
  /** A line of a child's standard error. */
  readonly line: (text: string) => void;
}

/** The parent's sides; a child that could not start for lack of descriptors has none. */
function sides(child: ChildProcess): readonly [channel: Duplex, boot: Duplex] {
  const streams: unknown = child.stdio;
  const [fromParent, toParent, boot] = [3, 4, 5].map((index) => {
    const stream: unknown = Array.isArray(streams) ? streams[index] : undefined;
    return stream instanceof Duplex ? stream : absentStream();
  });
  if (fromParent === undefined || toParent === undefined || boot === undefined) {
    throw new Error("three descriptors make three streams");
  }
  return [new JoinedStream(toParent, fromParent), boot];
}

function absentStream(): Duplex {
  return new Duplex({ read: () => undefined, write: () => undefined }).destroy();
}

export function processLaunch(options: ProcessLaunchOptions): Launch {
  return (name, config, exited): Child => {
    const child = spawn(process.execPath, [options.entry], {
      stdio: ["ignore", "ignore", "pipe", "pipe", "pipe", "pipe", "ipc"],
    });
    shareWithChild(child, options.hub);
    const [channel, boot] = sides(child);
    // A child that dies before it reads its boot message is told of by its exit.
    boot.on("error", () => undefined);
    const { parent, seed, allowRemote, access } = options;
    boot.end(encodeWorkerBoot({ name, parent, seed, allowRemote, access, config }));
    // Until the machine connects, nobody else listens for the channel's errors.
    channel.on("error", () => undefined);

    child.stderr?.setEncoding("utf8").on("data", lineSplitter(options.line));
    let isSettled = false;
    const settle = (cause: ExitCause): void => {
      if (isSettled) return;
      isSettled = true;
      boot.destroy();
      exited(cause);
    };
    child.once("exit", (code) => {
      settle(code === null ? { kind: "killed" } : { kind: "exited", code });
    });
    child.on("error", (error) => {
      options.line(`ERROR host: cannot run ${name}: ${error.message}`);
      // The status a shell gives for a program that it cannot run.
      if (child.pid === undefined) settle({ kind: "exited", code: 126 });
    });
    return {
      channel,
      kill: () => {
        child.kill("SIGKILL");
      },
    };
  };
}
