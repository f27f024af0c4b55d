// All that one record is held against: the exchange that it is about as its client saw it, what origins saw
// of it, who was connected, and what the worker was given.
import type { AccessFormat } from "../../model/access/format.ts";
import type { AccessRecord } from "../../model/access/record.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { PeerLinked } from "../../observe/access.ts";
import type { Configuration } from "./configuration.ts";
import type { Logged } from "./pairs.ts";
import type { Peers } from "./peers.ts";
import type { Shared } from "./shared-bytes.ts";

export interface Situation {
  readonly logged: Logged;
  readonly record: AccessRecord;
  readonly client: ExchangeEnded;
  /** The end of the answer was written to the client (HTTP/2), or its worker was killed after the record. */
  readonly mayBeLost: boolean;
  /** Those that got the request, in the order in which they ended. */
  readonly origins: readonly ExchangeEnded[];
  /** Of everybody who got it there is an account: nobody was killed over it. */
  readonly isAccounted: boolean;
  /** Whose answer the client has; undefined where it is the proxy's own, or there is none. */
  readonly answering: ExchangeEnded | undefined;
  readonly front: PeerLinked | undefined;
  readonly peers: Peers;
  readonly configuration: Configuration;
  readonly format: AccessFormat;
  /** Of its connection, by whatever is no message. */
  readonly shared: Shared;
}

/** The client has a final answer that no origin gave. */
export function isOwnAnswer({ client }: Situation): boolean {
  return client.answer !== undefined && client.answerTo === undefined;
}

/** Some back end answered, whether it arrived or not; undefined where only the dead would know. */
export function wasAnswered({ client, origins, isAccounted }: Situation): boolean | undefined {
  if (client.answerTo === client.label || client.interims.length > 0) return true;
  if (origins.some(({ answer, interims }) => answer !== undefined || interims.length > 0)) {
    return true;
  }
  return isAccounted ? false : undefined;
}
