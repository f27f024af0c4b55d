// A number for each cluster: of everything that the configuration says about it, in order. It tells
// configurations apart for an operator; it is no defence against somebody who looks for equal ones.

import {
  ClusterHashesSchema,
  create,
  encodeRequest,
  type ResponseContent,
} from "../../wire/index.ts";
import type { ConfigurationState } from "./configuration-state.ts";

/** FNV-1a, twice with 32 bits: bigints would be slow for a configuration of full size. */
const prime = 0x0100_0193;
const starts: Halves = [0x811c_9dc5, 0x6b5f_7a21];

type Halves = readonly [number, number];

export function clusterHashes(state: ConfigurationState): ResponseContent["contentType"] {
  const hashes = new Map<string, Halves>();
  for (const request of state.snapshot()) {
    const { value } = request.requestType;
    if (typeof value !== "object" || !("clusterId" in value)) continue;
    const { clusterId } = value;
    hashes.set(clusterId, hashed(encodeRequest(request), hashes.get(clusterId) ?? starts));
  }
  // A frontend that denies every request belongs to no cluster.
  hashes.delete("");
  const map = Object.fromEntries([...hashes].map(([id, halves]) => [id, joined(halves)]));
  return { case: "clusterHashes", value: create(ClusterHashesSchema, { map }) };
}

function hashed(bytes: Uint8Array, [first, second]: Halves): Halves {
  let [one, other] = [first, second];
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, prime);
    other = Math.imul(other ^ byte, prime);
  }
  return [one, other];
}

function joined([first, second]: Halves): bigint {
  return (BigInt(first >>> 0) << 32n) | BigInt(second >>> 0);
}
