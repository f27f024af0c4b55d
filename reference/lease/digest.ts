// The table as exploration compares it: without absolute time, without the order of arrival, and
// with owners named by who equals whom instead of by their random session ids.

import type { Digest } from "../host.ts";
import type { Binding } from "./binding.ts";
import type { LeaseTable } from "./table.ts";

export function digestLeases(table: LeaseTable, into: Digest): void {
  const owners: Binding[] = [];
  into.int(table.configured);
  into.int(table.effective);
  into.int(table.count);
  const byId = [...table.leases()].sort((a, b) => (a.clientId < b.clientId ? -1 : 1));
  for (const { clientId, level, expiresAt, binding } of byId) {
    into.text(clientId);
    into.int(level);
    into.duration(expiresAt);
    into.int(binding.pid ?? -1);
    into.int(binding.session === undefined ? -1 : rankOf(binding, owners));
  }
}

function rankOf(binding: Binding, owners: Binding[]): number {
  const rank = owners.findIndex(({ session }) => session === binding.session);
  if (rank >= 0) return rank;
  return owners.push(binding) - 1;
}
