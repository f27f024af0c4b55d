// What HTTP clients and origins are told, as data: the requests of a client step by step, and how an
// origin answers. Whatever a peer may do wrong stands here as a knob; left out, everybody behaves.

import type { Micros } from "../../machine.ts";

export type FieldSpec = readonly [name: string, value: string];

/** A body by its length: its bytes follow from the seed, so both ends know what has to arrive. */
export interface BodySpec {
  readonly bytes: number;
  /** Left out, it follows from the label of the exchange: no two exchanges have the same bytes. */
  readonly seed?: number;
}

/** How the end of a body is told in HTTP/1.1; in HTTP/2 all but `length` leave content-length out. */
export type BodyFraming = "length" | "chunked" | "close" | "none";

/** Bytes of a message body and what is wrong with them. */
export interface MessageSpec {
  readonly fields?: readonly FieldSpec[];
  readonly body?: BodySpec;
  /** `length` where there is a body, else `none`. */
  readonly framing?: BodyFraming;
  /** A content-length that lies. */
  readonly declaredBytes?: number;
  readonly trailers?: readonly FieldSpec[];
  /** Bytes of one chunk or DATA frame; 16,384 unless told. */
  readonly pieceBytes?: number;
  /** DATA frames bear so much padding. */
  readonly paddingBytes?: number;
}

/** One request of a client. */
export interface RequestSpec extends MessageSpec {
  readonly method?: string;
  /** `a.example` unless told; an empty text leaves it out. */
  readonly authority?: string;
  readonly path?: string;
  /** HTTP/1 only. */
  readonly version?: "1.0" | "1.1";
  /** The body stops here until it is told to go on, or for ever. */
  readonly stopAfterBytes?: number;
  /** HTTP/2: octets of the header block in each frame; the rest is in CONTINUATION. */
  readonly blockPieceBytes?: number;
  /** HTTP/2: HEADERS with a priority that RFC 7540 forbids. */
  readonly dependsOnItself?: boolean;
}

/** What becomes of a connection after an answer, or of a stream of HTTP/2. */
export type Afterwards = "end" | "reset" | "hang";

/** One answer of an origin. */
export interface AnswerSpec extends MessageSpec {
  /**
   * The label of the request that it is for, or of all requests of a step where it ends in `{n}`; left out,
   * requests take them in turn and the last one stays.
   */
  readonly for?: string;
  readonly status?: number;
  /** HTTP/1: the reason phrase; the usual one of the status unless told. */
  readonly reason?: string;
  /** Interim answers before it, in the same segment. */
  readonly interims?: readonly {
    readonly status: number;
    readonly fields?: readonly FieldSpec[];
  }[];
  /** The final answer follows that long after the interim ones. */
  readonly pauseMicros?: Micros;
  /** Answered when the head of the request is there, or all of it; `end` unless told. */
  readonly when?: "head" | "end";
  readonly afterMicros?: Micros;
  /** HTTP/1: no answer but the text of `surplus`, and then comes what `then` says. */
  readonly unanswered?: boolean;
  /** So much of the body is sent, and then what `then` says. */
  readonly cutAfterBytes?: number;
  readonly then?: Afterwards;
  /** `then` comes that much later. */
  readonly thenAfterMicros?: Micros;
  /** HTTP/1: text that follows the answer and that nobody asked for. */
  readonly surplus?: string;
  /** HTTP/1: more such text, each so long after the answer. */
  readonly later?: readonly { readonly afterMicros: Micros; readonly text: string }[];
  /** HTTP/2: the answer is a reset of the stream with this code. */
  readonly refuseCode?: number;
  /** HTTP/2: frames as they stand, before the answer; the stream `own` is that of the request. */
  readonly frames?: readonly (RawFrameSpec & { readonly times?: number })[];
  /** HTTP/2: the answer is a GOAWAY; requests above the last identifier were not processed. */
  readonly goaway?: { readonly lastStreamId: number; readonly code: number };
}

/** Settings that are said at the start of a connection, by identifier. */
export type SettingsSpec = readonly (readonly [id: number, value: number])[];

/** `auto`: what was received is credited at once. `held`: only by steps. */
export type CreditPolicy = "auto" | "held";

export interface PeerSpec {
  readonly protocol: "h1" | "h2";
  readonly settings?: SettingsSpec;
  readonly credit?: CreditPolicy;
}

export interface ClientSpec extends PeerSpec {
  readonly to: { readonly host: string; readonly port: number };
  /** The address that it comes from; `127.0.0.1` unless told. */
  readonly from?: string;
  /** Speaks TLS, and asks for this name; an empty text asks for none. */
  readonly serverName?: string;
  /** What its handshakes come to; TLS 1.3 with TLS_AES_128_GCM_SHA256 unless told. */
  readonly tls?: { readonly version: string; readonly cipher: string };
}

export interface OriginSpec extends PeerSpec {
  readonly at: { readonly host: string; readonly port: number };
  readonly answers: readonly AnswerSpec[];
  /** False: nothing that was accepted is ever read. */
  readonly reads?: boolean;
  /** HTTP/1: text sent as soon as a connection is accepted. */
  readonly greeting?: string;
}

/** One frame of HTTP/2 as it stands. */
export interface RawFrameSpec {
  readonly type: number;
  readonly flags?: number;
  /** A stream by the label of its request, or by number. */
  readonly stream?: string | number;
  readonly payload?: string;
  readonly declaredBytes?: number;
}
