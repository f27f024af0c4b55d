// Heads as one leg gives them to the other: the common form of `wire/`, and the little that an
// intermediary has to know beside it.

import type { PortableRequest, PortableResponse } from "../../wire/index.ts";

export interface RequestInfo extends PortableRequest {
  /** Spoken by the client. */
  readonly version: "1.0" | "1.1" | "2";
}

/** Member by member: a spread of this many makes an object that every later reader finds slowly. */
export function requestInfo(
  request: PortableRequest,
  version: RequestInfo["version"],
): RequestInfo {
  return {
    kind: request.kind,
    method: request.method,
    scheme: request.scheme,
    authority: request.authority,
    authorityText: request.authorityText,
    path: request.path,
    protocol: request.protocol,
    isContinueExpected: request.isContinueExpected,
    fields: request.fields,
    content: request.content,
    upgrade: request.upgrade,
    version,
  };
}

export interface ResponseInfo extends PortableResponse {
  /** A client that speaks HTTP/1 is left after this answer. */
  readonly closes?: boolean;
}
