// The table as checkers see it: a copy, in plain values.

import type { LeasesProbe } from "../host.ts";
import { sessionHex } from "./binding.ts";
import type { LeaseTable } from "./table.ts";

export function leasesProbe(table: LeaseTable): LeasesProbe {
  const leases = table.leases().map(({ clientId, level, expiresAt, binding }) => ({
    clientId,
    level,
    expiresAt,
    pid: binding.pid,
    session: binding.session === undefined ? undefined : sessionHex(binding.session),
  }));
  return { kind: "leases", configured: table.configured, effective: table.effective, leases };
}
