// The ids by which logs tell connections and requests apart: ULIDs of the wall clock and of draws that
// belong to one connection.

import { ulidOf } from "../../wire/index.ts";
import { microsPerMilli } from "../bounds.ts";
import type { ConnId, Host } from "../host.ts";

export function newUlid(host: Host, conn: ConnId): string {
  const milliseconds = Math.trunc(host.wall() / microsPerMilli);
  return ulidOf(milliseconds, [host.random(conn), host.random(conn), host.random(conn)]);
}
