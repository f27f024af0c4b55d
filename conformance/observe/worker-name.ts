// Who a worker is by the name of its node, and how its process ended.
import type { ExitCause } from "../../sim/index.ts";

const workerName = /^worker-(\d+)$/;

/** The id of a worker by the name of its node. */
export function workerOf(node: string): number | undefined {
  const digits = workerName.exec(node)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** With what a process ended by itself; undefined: it was killed. */
export function codeOf(cause: ExitCause): number | undefined {
  return cause.kind === "exited" ? cause.code : undefined;
}
