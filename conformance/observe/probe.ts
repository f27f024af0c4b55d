// Reads the lease table that an implementation offers by a probe of kind `leases`. Probes come from
// outside the suite, so nothing about their shape is taken for granted.
import type { ProbeEvent } from "../../sim/index.ts";
import type { ShownLease, TableShown } from "./observation.ts";

interface LeasesProbe extends ProbeEvent {
  readonly configured: number;
  readonly effective: number;
  readonly leases: readonly ShownLease[];
}

function isLeasesProbe(event: ProbeEvent): event is LeasesProbe {
  return (
    event.kind === "leases" && "configured" in event && "effective" in event && "leases" in event
  );
}

export function tableOf(at: number, worker: number, event: ProbeEvent): TableShown | undefined {
  if (!isLeasesProbe(event)) return undefined;
  const { configured, effective, leases } = event;
  return { kind: "table", at, worker, configured, effective, leases };
}
