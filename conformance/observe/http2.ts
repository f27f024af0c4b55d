// What is seen of the connections that a proxy has with clients and back ends: who opened and ended them,
// and, where they speak HTTP/2, every frame when the proxy wrote or took the last octet of it. DATA and
// WINDOW_UPDATE of a client's connection are seen at its other end as well. Plain values; what a frame
// means is for whoever judges it.

interface OnLeg<Kind extends string> {
  readonly kind: Kind;
  readonly at: number;
  /** The ordinal of the connection in the run. */
  readonly connection: number;
  readonly worker: number;
  /** Of the proxy: towards clients, or towards back ends. */
  readonly leg: "client" | "origin";
}

/** A connection was accepted, by the proxy or by the back end. */
export interface LegOpened extends OnLeg<"leg-opened"> {
  /** Who is at the other end of it, and that actor's own number for it, as in its exchanges. */
  readonly peer: string;
  readonly conn: number;
}

/** One side sent a FIN or a RST. */
export interface LegEnded extends OnLeg<"leg-ended"> {
  readonly by: "proxy" | "peer";
  readonly how: "end" | "reset";
}

/** The proxy took a part of a frame of a back end's; whose stream it is for is told when it is whole. */
export type Http2Piece = OnLeg<"http2-piece">;

export interface Http2Frame extends OnLeg<"http2-frame"> {
  /** When its first octet was written, or taken, which may come in pieces. */
  readonly begunAt: number;
  /** Who wrote it. */
  readonly by: "proxy" | "peer";
  /** `written` by its writer, later `taken` by its reader. */
  readonly phase: "written" | "taken";
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  /** Of the payload, padding included. */
  readonly lengthBytes: number;
  /** Of DATA, without padding. */
  readonly contentBytes: number;
  /** Of DATA and HEADERS. */
  readonly endsStream: boolean;
  /** Of SETTINGS and PING. */
  readonly isAck: boolean;
  /** Of WINDOW_UPDATE. */
  readonly increment: number;
  /** Of RST_STREAM and GOAWAY. */
  readonly code: number;
  /** Of GOAWAY. */
  readonly lastStream: number;
  /** Of SETTINGS. */
  readonly settings: readonly (readonly [id: number, value: number])[] | undefined;
  /** A frame of the proxy's had left in part by then, or more left in the same piece behind this one. */
  readonly isMidway: boolean;
}

export type Http2Observation = LegOpened | LegEnded | Http2Piece | Http2Frame;
