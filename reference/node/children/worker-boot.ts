// The one message a worker process gets before its channel: who it is and its configuration. JSON,
// closed by the end of the descriptor. It deliberately trusts its writer, which is its parent.

import type { NodeName } from "../../host.ts";
import type { AccessTarget } from "../sinks/access-log.ts";

export interface WorkerBoot {
  readonly name: NodeName;
  readonly parent: NodeName;
  /** For keyed draws; undefined draws from the operating system. */
  readonly seed: number | undefined;
  readonly allowRemote: boolean;
  /** Undefined: its access log stands in its log. */
  readonly access: AccessTarget | undefined;
  readonly config: Uint8Array;
}

export function encodeWorkerBoot(boot: WorkerBoot): Buffer {
  const { name, parent, seed, allowRemote, access, config } = boot;
  return Buffer.from(
    JSON.stringify({
      name,
      parent,
      seed,
      allowRemote,
      access,
      config: Buffer.from(config).toString("hex"),
    }),
  );
}

/** Throws when the message was not written by `encodeWorkerBoot`. */
export function decodeWorkerBoot(bytes: Buffer): WorkerBoot {
  const message: unknown = JSON.parse(bytes.toString("utf8"));
  if (!isBootMessage(message)) {
    throw new Error("the boot message lacks a name, a parent or a configuration");
  }
  const { config, seed, access, ...boot } = message;
  return { ...boot, seed, access, config: new Uint8Array(Buffer.from(config, "hex")) };
}

interface BootMessage extends Omit<WorkerBoot, "config" | "seed" | "access"> {
  readonly seed?: number;
  readonly access?: AccessTarget;
  readonly config: string;
}

const types = { name: "string", parent: "string", allowRemote: "boolean", config: "string" };

function isBootMessage(value: unknown): value is BootMessage {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(types).every(([key, type]) => typeof Reflect.get(value, key) === type);
}
