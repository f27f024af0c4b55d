// The entry of the process that signals workers at their instants, for a runner that may be busy.
import { setTimeout as pause } from "node:timers/promises";
import type { StrikeOrder, StrikeReport } from "./striker.ts";

process.on("message", (order: StrikeOrder) => {
  void strike(order);
});
process.on("disconnect", () => {
  process.exit();
});
// What ends the whole group is the runner's to hear.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);

async function strike({ id, pid, signal, atNanos }: StrikeOrder): Promise<void> {
  const left = Number((atNanos - process.hrtime.bigint()) / 1_000_000n);
  if (left > 0) await pause(left);
  // Whoever dies does so after this, and before the second look at the clock.
  const nanos = process.hrtime.bigint();
  let wasThere = true;
  try {
    process.kill(pid, signal);
  } catch {
    wasThere = false;
  }
  const tookNanos = process.hrtime.bigint() - nanos;
  const report: StrikeReport = { id, nanos, tookNanos, wasThere };
  process.send?.(report);
}
