// The ids by which logs tell connections and requests apart: ULIDs of the wall clock and of draws that
// belong to one connection.

import { formatUlid } from "../../wire/index.ts";
import { microsPerMilli } from "../bounds.ts";
import type { ConnId, Host } from "../host.ts";

export function newUlid(host: Host, conn: ConnId): string {
  const milliseconds = BigInt(Math.trunc(host.wall() / microsPerMilli));
  let id = (milliseconds << 16n) | BigInt(host.random(conn) & 0xffff);
  id = (id << 32n) | BigInt(host.random(conn) >>> 0);
  return formatUlid((id << 32n) | BigInt(host.random(conn) >>> 0));
}
