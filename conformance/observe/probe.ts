// Reads what an implementation offers by probes: a worker its lease table (`leases`), a master how much
// it keeps for a client (`held`). Probes come from outside the suite, so nothing about their shape is
// taken for granted.
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

interface HeldProbe extends ProbeEvent {
  readonly conn: number;
  readonly bytes: number;
}

/** How much a master keeps for one of its connections. */
export function heldBy(event: ProbeEvent): HeldProbe | undefined {
  return isHeldProbe(event) ? event : undefined;
}

function isHeldProbe(event: ProbeEvent): event is HeldProbe {
  return event.kind === "held" && "conn" in event && "bytes" in event;
}

export function tableOf(at: number, worker: number, event: ProbeEvent): TableShown | undefined {
  if (!isLeasesProbe(event)) return undefined;
  const { configured, effective, leases } = event;
  return { kind: "table", at, worker, configured, effective, leases };
}
