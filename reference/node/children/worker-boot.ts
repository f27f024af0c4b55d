// The one message a worker process gets before its channel: who it is and its configuration. JSON,
// closed by the end of the descriptor. It deliberately trusts its writer, which is its parent.

import type { NodeName } from "../../host.ts";

export interface WorkerBoot {
  readonly name: NodeName;
  readonly parent: NodeName;
  /** For keyed draws; undefined draws from the operating system. */
  readonly seed: number | undefined;
  readonly config: Uint8Array;
}

export function encodeWorkerBoot(boot: WorkerBoot): Buffer {
  const { name, parent, seed, config } = boot;
  return Buffer.from(
    JSON.stringify({ name, parent, seed, config: Buffer.from(config).toString("hex") }),
  );
}

/** Throws when the message was not written by `encodeWorkerBoot`. */
export function decodeWorkerBoot(bytes: Buffer): WorkerBoot {
  const message: unknown = JSON.parse(bytes.toString("utf8"));
  if (
    typeof message !== "object" ||
    message === null ||
    !("name" in message && typeof message.name === "string") ||
    !("parent" in message && typeof message.parent === "string") ||
    !("config" in message && typeof message.config === "string")
  ) {
    throw new Error("the boot message lacks a name, a parent or a configuration");
  }
  const seed = "seed" in message && typeof message.seed === "number" ? message.seed : undefined;
  const config = new Uint8Array(Buffer.from(message.config, "hex"));
  return { name: message.name, parent: message.parent, seed, config };
}
