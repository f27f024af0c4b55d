// What clients were given and back ends were asked for, from the bytes of their connections: the same
// for what a release did and for what is done here.

import type { Seen, Tape } from "./capture.ts";
import { answerLines, requestLines } from "./h1-view.ts";
import { askedLines, streamLines, viewOf } from "./h2-view.ts";

/** A connection, and the bytes that went over it. */
export interface Told {
  readonly tape: Pick<Tape, "conn" | "peer" | "protocol">;
  readonly heard: Buffer;
  readonly sent: Buffer;
  /** The proxy ended it, and not its peer. */
  readonly hasEnded: boolean;
}

export function seenOf(connections: readonly Told[]): Seen {
  const clients: [string, readonly string[]][] = [];
  const requests: string[] = [];
  for (const connection of connections) {
    const { conn, peer } = connection.tape;
    if (peer === "origin") requests.push(...askedIn(connection));
    else clients.push([conn, givenTo(connection)]);
  }
  return { clients: Object.fromEntries(clients), requests: requests.toSorted() };
}

function askedIn({ tape, heard }: Told): readonly string[] {
  return tape.protocol === "h2" ? askedLines(viewOf(heard)) : requestLines(heard);
}

/**
 * Whether a connection goes on after a proxy's own answer, and whether one of HTTP/2 is taken leave of in
 * good order, is anybody's choice: such ends are not told.
 */
function givenTo({ tape, heard, sent, hasEnded }: Told): readonly string[] {
  if (tape.protocol === "h2") return streamLines(viewOf(heard));
  const methods = requestLines(sent).map((line) => line.split(" ", 1).join(""));
  const lines = answerLines(heard, methods);
  const isOwn = Number(lines.at(-1)?.split(" ", 1).join("")) >= 300;
  return isOwn ? lines : [...lines, hasEnded ? "ended" : "open"];
}

/** Heads and ends that were heard: what a peer waits for before it goes on. */
export function progressOf({ peer, protocol }: Told["tape"], heard: Buffer): number {
  if (protocol === "h2") {
    const streams = [...viewOf(heard).streams.values()];
    const ends = streams.filter(({ end }) => end !== "open").length;
    return streams.reduce((sum, { heads }) => sum + heads.length, ends);
  }
  return peer === "origin" ? requestLines(heard).length : answerLines(heard, []).length;
}
