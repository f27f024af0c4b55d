// The lease verbs in what an actor sent, read from its bytes. What they come to is not looked at here.
import type { Sent } from "../../sim/index.ts";
import { decodeRequest, FrameDecoder } from "../../wire/index.ts";
import { leaseRequestOf } from "../observe/facts.ts";
import type { LeaseRequest } from "../observe/observation.ts";

/** One for each request that the bytes bring; undefined is no lease verb. */
export function leasesIn({ bytes, requests }: Sent): (LeaseRequest | undefined)[] {
  const frames = new FrameDecoder(Math.max(bytes.length, 8));
  frames.push(bytes);
  const found: (LeaseRequest | undefined)[] = [];
  for (let next = frames.next(); next?.kind === "frame"; next = frames.next()) {
    const decoded = decodeRequest(next.payload);
    const content = decoded.ok ? decoded.message.requestType : undefined;
    found.push(content?.case === "setMetricDetail" ? leaseRequestOf(content.value) : undefined);
  }
  // Bytes that are more or fewer frames than requests tell nothing of which is which.
  return found.length === requests ? found : new Array<undefined>(requests).fill(undefined);
}
