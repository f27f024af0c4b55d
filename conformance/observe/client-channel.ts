// A connection between a client and the master, seen at the master: what it took and what it wrote.
import { decodeRequest, decodeResponse, type Request, type Response } from "../../wire/index.ts";
import type { Channel } from "./channel.ts";
import type { Correlation } from "./correlation.ts";
import { fleetStatusOf, leaseRequestOf, statusOf } from "./facts.ts";
import { FrameStream } from "./frame-stream.ts";
import type { Observation, RequestTaken, ReplyWritten } from "./observation.ts";

export class ClientChannel implements Channel {
  private readonly session: number;
  private readonly correlation: Correlation;
  private readonly requests = new FrameStream(requestIn);
  private readonly replies: FrameStream<undefined>;
  /** Requests without their terminal reply, oldest first (FANOUT-REPLY-ORDER). */
  private readonly unanswered: number[] = [];
  private requestsTaken = 0;

  constructor(session: number, correlation: Correlation) {
    this.session = session;
    this.correlation = correlation;
    this.replies = new FrameStream((payload, at, written) => {
      const decoded = decodeResponse(payload);
      if (decoded.ok && decoded.message.content?.contentType.case !== "event") {
        written.push(this.reply(decoded.message, at));
      }
      return undefined;
    });
  }

  wrote(opener: boolean, bytes: Uint8Array, at: number, done: Observation[]): void {
    if (opener) this.requests.write(bytes, at, done);
    else this.replies.write(bytes, at, done);
  }

  took(opener: boolean, bytes: Uint8Array, at: number, taken: Observation[]): void {
    if (opener) return;
    const { requests } = this;
    requests.take(bytes);
    let request = requests.next();
    for (; request !== undefined; request = requests.next()) {
      taken.push(this.request(request, at));
    }
  }

  private request(request: Request, at: number): RequestTaken {
    const { session } = this;
    const ordinal = this.requestsTaken++;
    this.unanswered.push(ordinal);
    const { requestType } = request;
    const lease =
      requestType.case === "setMetricDetail" ? leaseRequestOf(requestType.value) : undefined;
    if (lease !== undefined) this.correlation.taken({ session, ordinal, lease });
    return { kind: "request", at, session, ordinal, verb: requestType.case, request, lease };
  }

  private reply(response: Response, at: number): ReplyWritten {
    const { session, unanswered } = this;
    const { message } = response;
    const status = statusOf(response.status);
    const ordinal = status === "processing" ? unanswered[0] : unanswered.shift();
    if (status !== "processing" && ordinal !== undefined) this.correlation.ended(session, ordinal);
    return { kind: "reply", at, session, ordinal, status, message, fleet: fleetStatusOf(response) };
  }
}

/** What cannot be decoded, or names no verb, may be answered or skipped; it is no request here. */
function requestIn(payload: Uint8Array): Request | undefined {
  const decoded = decodeRequest(payload);
  return decoded.ok && decoded.message.requestType.case !== undefined ? decoded.message : undefined;
}
