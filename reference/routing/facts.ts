// What routing reads off a request and its client.

import type { Address } from "../host.ts";
import type { RequestInfo } from "../mux/message.ts";

/** Empty without one: only a frontend for every host takes such a request. */
export function hostOf({ authority }: RequestInfo): string {
  return authority?.host ?? "";
}

/** ROUTE-MATCH: "the path is compared without its query". */
export function pathOf(path: string): string {
  return path.slice(0, queryStart(path));
}

/** The end where there is no query. */
export function queryStart(path: string): number {
  const mark = path.indexOf("?");
  return mark < 0 ? path.length : mark;
}

/** Without a port, IPv6 without brackets. */
export function peerOf(remote: Address): string {
  return remote.kind === "inet" ? remote.host : "";
}
