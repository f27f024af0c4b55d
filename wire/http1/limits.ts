// What a reader of HTTP/1 is told when it is made: how much it accepts, and whether it is strict.

import {
  HTTP1_CHUNK_EXTENSION_BYTES_MAX,
  HTTP1_FIELDS_MAX,
  HTTP1_HEAD_BYTES_MAX,
  HTTP1_METHOD_BYTES_MAX,
  HTTP1_TARGET_BYTES_MAX,
  HTTP1_TRAILER_BYTES_MAX,
} from "../bounds.ts";
import { WireMisuseError } from "../misuse.ts";

/** Exactly at a limit is legal. */
export interface Http1Limits {
  /** From the first byte to the empty line, both included. */
  readonly headBytesMax: number;
  readonly fieldsMax: number;
  readonly targetBytesMax: number;
  readonly trailerBytesMax: number;
  readonly chunkExtensionBytesMax: number;
}

/**
 * H1-SMUGGLING leaves a choice: a bare LF that ends a line of a head, a bare CR or a fold in a value,
 * and Content-Length beside Transfer-Encoding are refused, or forwarded in their proper form.
 */
export type Tolerance = "strict" | "normalise";

export interface Http1Options {
  readonly limits?: Partial<Http1Limits>;
  readonly tolerance?: Tolerance;
}

const defaults: Http1Limits = {
  headBytesMax: HTTP1_HEAD_BYTES_MAX,
  fieldsMax: HTTP1_FIELDS_MAX,
  targetBytesMax: HTTP1_TARGET_BYTES_MAX,
  trailerBytesMax: HTTP1_TRAILER_BYTES_MAX,
  chunkExtensionBytesMax: HTTP1_CHUNK_EXTENSION_BYTES_MAX,
};

export function limitsOf(options: Http1Options): Http1Limits {
  if (options.limits === undefined) return defaults;
  const limits = { ...defaults, ...options.limits };
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new WireMisuseError("http1-limit", `${name} of ${value} is no limit`);
    }
  }
  if (limits.headBytesMax < HTTP1_METHOD_BYTES_MAX) {
    throw new WireMisuseError("http1-limit", `${limits.headBytesMax} bytes hold no head`);
  }
  return limits;
}
