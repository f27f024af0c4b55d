// How long a listener waits for whom.

import type { Micros } from "../host.ts";

export interface Timeouts {
  /** TIMEOUT-REQUEST: for a complete head. */
  readonly requestMicros: Micros;
  /** For a client that says nothing, or takes nothing, between and within exchanges. */
  readonly frontMicros: Micros;
  /** TIMEOUT-CONNECT */
  readonly connectMicros: Micros;
  /** TIMEOUT-BACKEND: for bytes that a back end owes, and for one that takes none. */
  readonly backMicros: Micros;
}
