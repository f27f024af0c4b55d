// The connections between clients and the master, seen at the master: what it took and what it wrote.
import {
  decodeRequest,
  decodeResponse,
  FrameDecoder,
  type Request,
  type Response,
} from "../../wire/index.ts";
import type { Correlation } from "./correlation.ts";
import { fleetStatusOf, leaseRequestOf, statusOf } from "./facts.ts";
import { framesOf, observedFrameBytesMax } from "./frames.ts";
import type { Observation } from "./observation.ts";

interface Channel {
  readonly inbound: FrameDecoder;
  readonly outbound: FrameDecoder;
  /** Requests without their terminal reply, oldest first (FANOUT-REPLY-ORDER). */
  readonly unanswered: number[];
  requests: number;
}

export class ClientChannels {
  private readonly channels = new Map<number, Channel>();
  private readonly correlation: Correlation;

  constructor(correlation: Correlation) {
    this.correlation = correlation;
  }

  opened(link: number): void {
    this.channels.set(link, {
      inbound: new FrameDecoder(observedFrameBytesMax),
      outbound: new FrameDecoder(observedFrameBytesMax),
      unanswered: [],
      requests: 0,
    });
  }

  /** Whether it was open until now. What the master still writes to it is nobody's reply. */
  closed(link: number): boolean {
    this.correlation.left(link);
    return this.channels.delete(link);
  }

  taken(link: number, at: number, bytes: Uint8Array, into: Observation[]): void {
    const channel = this.channels.get(link);
    if (channel === undefined) return;
    for (const payload of framesOf(channel.inbound, bytes)) {
      const decoded = decodeRequest(payload);
      // What cannot be decoded, or names no verb, may be answered or skipped; it is no request here.
      if (decoded.ok && decoded.message.requestType.case !== undefined) {
        into.push(this.request(channel, link, at, decoded.message));
      }
    }
  }

  written(link: number, at: number, bytes: Uint8Array, into: Observation[]): void {
    const channel = this.channels.get(link);
    if (channel === undefined) return;
    for (const payload of framesOf(channel.outbound, bytes)) {
      const decoded = decodeResponse(payload);
      if (decoded.ok && decoded.message.content?.contentType.case !== "event") {
        into.push(this.reply(channel, link, at, decoded.message));
      }
    }
  }

  private request(channel: Channel, session: number, at: number, request: Request): Observation {
    const ordinal = channel.requests++;
    channel.unanswered.push(ordinal);
    const { requestType } = request;
    const lease =
      requestType.case === "setMetricDetail" ? leaseRequestOf(requestType.value) : undefined;
    if (lease !== undefined) this.correlation.taken({ session, ordinal, lease });
    return { kind: "request", at, session, ordinal, verb: requestType.case, request, lease };
  }

  private reply(channel: Channel, session: number, at: number, response: Response): Observation {
    const status = statusOf(response.status);
    const ordinal = status === "processing" ? channel.unanswered.at(0) : channel.unanswered.shift();
    if (status !== "processing" && ordinal !== undefined) this.correlation.ended(session, ordinal);
    const { message } = response;
    return { kind: "reply", at, session, ordinal, status, message, fleet: fleetStatusOf(response) };
  }
}
