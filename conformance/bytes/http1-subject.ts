// HTTP/1: streams that begin as an answer does are read as answers, all others as requests, strictly and
// putting in order what may be.
import { http1Again } from "./http1-again.ts";
import { http1Exchange, lieInHttp1 } from "./http1-exchanges.ts";
import { type Http1Message, Http1Reader } from "./http1-reader.ts";
import type { Reading, Subject } from "./subject.ts";

interface Http1Reading extends Reading {
  readonly messages: readonly Http1Message[];
}

export const http1Subject: Subject<Http1Reading> = {
  name: "http1",
  past: "a head",
  modules: /\/wire\/(?:http1\/(?!encoder|reason)|message\/)[^/]*\.js$/,
  keptParts: 0,
  exchange: http1Exchange,
  lie: lieInHttp1,
  read(pieces) {
    const side = isAnswer(pieces) ? "answers" : "requests";
    const strict = new Http1Reader(side, "strict");
    strict.read(pieces);
    // What is as it should be is read alike either way.
    const lenient = strict.isRefused ? new Http1Reader(side, "normalise") : strict;
    if (lenient !== strict) lenient.read(pieces);
    return {
      lines: lenient === strict ? strict.lines : [...strict.lines, "normalised", ...lenient.lines],
      fullness: Math.max(strict.fullness.share, lenient.fullness.share),
      heldBytes: Math.max(strict.fullness.heldBytes, lenient.fullness.heldBytes),
      isPast: strict.messages.length > 0,
      isRefused: strict.isRefused,
      messages: lenient.messages,
    };
  },
  again({ messages }) {
    for (const message of messages) {
      const differs = http1Again(message);
      if (differs !== undefined) return differs;
    }
    return undefined;
  },
};

/** HT is neither GET, HEAD nor any method of the corpus. */
function isAnswer(pieces: readonly Uint8Array[]): boolean {
  const start: number[] = [];
  for (const piece of pieces) {
    start.push(...piece.subarray(0, 2 - start.length));
    if (start.length === 2) break;
  }
  return start[0] === 0x48 && start[1] === 0x54;
}
