// A head as it is meant for its recipient, whoever carries it: the common form of HTTP/1.1 and HTTP/2,
// and what an intermediary edits and forwards. What concerns one connection only (RFC 9110 §7.6.1) is
// not in it; how its content is delimited is said apart from the fields.

import type { Authority } from "../http1/authority.ts";
import type { HttpField } from "../http1/field.ts";

/** What follows a head: nothing, so many bytes, bytes until their end, or a tunnel's bytes. */
export type Content = "none" | number | "open" | "tunnel";

interface PortableHead {
  /**
   * In order, names in lower case, without Host. There is one Content-Length or none, and it is one
   * that may be forwarded: an answer to HEAD has it though no content follows.
   */
  readonly fields: readonly HttpField[];
  readonly content: Content;
  /** What Upgrade names, where HTTP/1.1 asks for it or agrees to it: it is forwarded on purpose only. */
  readonly upgrade: string | undefined;
}

export interface PortableRequest extends PortableHead {
  readonly kind: "request";
  readonly method: string;
  /** In lower case; empty for CONNECT, which has none. */
  readonly scheme: string;
  /** None in HTTP/1.0 without Host, and with schemes of HTTP/2 that need none. */
  readonly authority: Authority | undefined;
  /** As it was sent; empty where there is none. */
  readonly authorityText: string;
  /** Path and query, or `*`; empty for CONNECT. */
  readonly path: string;
  /** `:protocol` of extended CONNECT (RFC 8441), which has scheme and path. */
  readonly protocol: string | undefined;
  readonly isContinueExpected: boolean;
}

export interface PortableResponse extends PortableHead {
  readonly kind: "response";
  readonly status: number;
  /** H1-INTERIM: the same exchange goes on with another head. */
  readonly isInterim: boolean;
  /** Empty in HTTP/2, which has none (RFC 9113 §8.3.2). */
  readonly reason: string;
}

export interface PortableTrailers {
  readonly kind: "trailers";
  readonly fields: readonly HttpField[];
}

/** Whether the stream ends with this head, where HTTP/2 carries it. */
export function endsWithHead(content: Content): boolean {
  return content === "none" || content === 0;
}
