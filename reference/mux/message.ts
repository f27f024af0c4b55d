// Heads as one leg gives them to the other: the common form of `wire/`, and the little that an
// intermediary has to know beside it.

import type { PortableRequest, PortableResponse } from "../../wire/index.ts";

export interface RequestInfo extends PortableRequest {
  /** Spoken by the client. */
  readonly version: "1.0" | "1.1" | "2";
}

export interface ResponseInfo extends PortableResponse {
  /** A client that speaks HTTP/1 is left after this answer. */
  readonly closes?: boolean;
}
