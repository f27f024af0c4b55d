// A connection between a client and the master, seen at the master: what it took and what it wrote.
import {
  decodeRequest,
  decodeResponse,
  FRAME_PREFIX_BYTES,
  type Response,
} from "../../wire/index.ts";
import type { Channel } from "./channel.ts";
import type { Correlation } from "./correlation.ts";
import {
  type Content,
  contentOf,
  fleetStatusOf,
  keyOf,
  hashesOf,
  levelChangeOf,
  statusOf,
} from "./facts.ts";
import { FrameStream } from "./frame-stream.ts";
import type { LeaseReader } from "./lease-reader.ts";
import { metricsOf } from "./metrics.ts";
import type { EventWritten, Observation, RequestTaken, ReplyWritten } from "./observation.ts";

export interface ClientChannelOptions {
  readonly session: number;
  readonly correlation: Correlation;
  readonly reader: LeaseReader;
  /** Whether somebody wants to see the bytes themselves. */
  readonly showsBytes: boolean;
  /** The largest frame that a client may send. */
  readonly frameBytesMax: number;
}

/** A request on its way, or something that is none. */
type Arrival = { readonly asked: Content; readonly bytes: number } | "misunderstood";

/** What a reply says, whoever read it. */
type Said = Omit<ReplyWritten, "kind" | "at" | "session" | "ordinal">;

export class ClientChannel implements Channel {
  private readonly session: number;
  private readonly correlation: Correlation;
  private readonly requests: FrameStream<Arrival>;
  private readonly replies: FrameStream<undefined>;
  /** Requests without their terminal reply, oldest first (FANOUT-REPLY-ORDER), and frames that are none. */
  private readonly unanswered: (number | undefined)[] = [];
  private requestsTaken = 0;
  private readonly showsBytes: boolean;
  /** Bytes that the client sent and the master did not take, and the other way round. */
  private untakenBytes = 0;
  private unreadBytes = 0;
  private lastSentAt = 0;
  private lastWrittenAt = -1;
  /** Whether anything was unread when the master began to write at that instant. */
  private isBehind = false;

  constructor(options: ClientChannelOptions) {
    const { session, correlation, reader, showsBytes, frameBytesMax } = options;
    this.session = session;
    this.correlation = correlation;
    this.showsBytes = showsBytes;
    this.requests = new FrameStream((payload) => requestIn(payload, reader), {
      frameBytesMax,
      malformed: "misunderstood",
    });
    this.replies = new FrameStream((payload, at, written) => {
      const said = leaseReplyIn(payload, reader);
      if (said !== undefined) {
        written.push(this.reply(said, at));
        return undefined;
      }
      const decoded = decodeResponse(payload);
      const bytes = payload.length + FRAME_PREFIX_BYTES;
      if (decoded.ok) written.push(this.response(decoded.message, at, bytes));
      return undefined;
    });
  }

  /** Since when the master leaves bytes where they are though the client reads all it gets. */
  get untakenSince(): number | undefined {
    return this.untakenBytes > 0 && this.unreadBytes === 0 ? this.lastSentAt : undefined;
  }

  wrote(opener: boolean, bytes: Uint8Array, at: number, done: Observation[]): void {
    if (opener) {
      this.untakenBytes += bytes.length;
      this.lastSentAt = at;
      this.requests.write(bytes, at, done);
      return;
    }
    if (at !== this.lastWrittenAt) {
      this.lastWrittenAt = at;
      this.isBehind = this.unreadBytes > 0;
    }
    this.show("master", bytes, at, done);
    this.replies.write(bytes, at, done);
    this.unreadBytes += bytes.length;
  }

  took(opener: boolean, bytes: Uint8Array, at: number, taken: Observation[]): void {
    if (opener) {
      this.unreadBytes -= bytes.length;
      return;
    }
    this.untakenBytes -= bytes.length;
    this.show("client", bytes, at, taken);
    const { requests } = this;
    requests.take(bytes);
    let arrival = requests.next();
    for (; arrival !== undefined; arrival = requests.next()) {
      if (arrival === "misunderstood") {
        this.unanswered.push(undefined);
        taken.push({ kind: "misunderstood", at, session: this.session });
      } else {
        taken.push(this.request(arrival.asked, at, arrival.bytes));
      }
    }
  }

  private show(by: "client" | "master", bytes: Uint8Array, at: number, into: Observation[]): void {
    if (!this.showsBytes) return;
    into.push({ kind: "client-bytes", at, session: this.session, by, bytes: bytes.slice() });
  }

  private response(response: Response, at: number, bytes: number): ReplyWritten | EventWritten {
    const content = response.content?.contentType;
    if (content?.case !== "event") return this.reply(saidBy(response, bytes), at);
    const { session } = this;
    const event = content.value;
    return {
      kind: "event-written",
      at,
      session,
      source: response.message,
      event: event.kind,
      change: levelChangeOf(event),
      isBehind: this.isBehind,
    };
  }

  /** The client reads too little for what it is owed. */
  get isStalled(): boolean {
    return this.replies.isPartial;
  }

  private request(asked: Content, at: number, bytes: number): RequestTaken {
    const { session } = this;
    const ordinal = this.requestsTaken++;
    this.unanswered.push(ordinal);
    const { verb, request, lease } = asked;
    this.correlation.taken({ session, ordinal, lease }, keyOf(asked), at);
    return { kind: "request", at, session, ordinal, verb, request, lease, bytes };
  }

  private reply(said: Said, at: number): ReplyWritten {
    const { session, unanswered } = this;
    const { status, message, fleet, hashes, content, bytes, metrics } = said;
    // A refusal may be that of a frame that is no request; any other reply shows that it was skipped.
    while (status !== "failure" && unanswered.length > 0 && unanswered[0] === undefined) {
      unanswered.shift();
    }
    const ordinal = status === "processing" ? unanswered[0] : unanswered.shift();
    if (status !== "processing" && ordinal !== undefined) {
      this.correlation.ended(session, ordinal, at);
    }
    return {
      kind: "reply",
      at,
      session,
      ordinal,
      status,
      message,
      fleet,
      hashes,
      content,
      bytes,
      metrics,
    };
  }
}

/** What cannot be decoded, or names no verb, may be answered or skipped; it is no request here. */
function requestIn(payload: Uint8Array, reader: LeaseReader): Arrival {
  const bytes = payload.length + FRAME_PREFIX_BYTES;
  const lease = reader.request(payload);
  if (lease !== undefined) {
    return { asked: { verb: "setMetricDetail", request: undefined, lease }, bytes };
  }
  const decoded = decodeRequest(payload);
  const asked = decoded.ok ? contentOf(decoded.message) : undefined;
  return asked === undefined ? "misunderstood" : { asked, bytes };
}

function leaseReplyIn(payload: Uint8Array, reader: LeaseReader): Said | undefined {
  const shown = reader.reply(payload);
  if (shown === undefined) return undefined;
  const fleet = shown === "bare" ? undefined : shown;
  return {
    status: statusOf(reader.status),
    message: reader.message,
    fleet,
    hashes: undefined,
    content: fleet === undefined ? undefined : "metricDetailStatus",
    bytes: payload.length + FRAME_PREFIX_BYTES,
    metrics: undefined,
  };
}

function saidBy(response: Response, bytes: number): Said {
  return {
    status: statusOf(response.status),
    message: response.message,
    fleet: fleetStatusOf(response),
    hashes: hashesOf(response),
    content: response.content?.contentType.case,
    bytes,
    metrics: metricsOf(response.content),
  };
}
