// HTTP/2: streams that begin as the preface does are a client's, all others a server's.
import { sameFrames, sameHead } from "./http2-again.ts";
import { http2Exchange, lieInHttp2 } from "./http2-exchanges.ts";
import { Http2Reader, type WholeFrame } from "./http2-reader.ts";
import type { Reading, Subject } from "./subject.ts";

interface Http2Reading extends Reading {
  readonly writer: "client" | "server";
  readonly frames: readonly WholeFrame[];
  readonly heads: Http2Reader["heads"];
}

const prefaceFirst = 0x50;

export const http2Subject: Subject<Http2Reading> = {
  name: "http2",
  past: "a header block",
  modules:
    /\/wire\/http2\/(?:[^/]*(?<!frame-writer|octet-writer)|message\/(?!write-)[^/]*|hpack\/(?:decoder|cursor|huffman|dynamic-table|field-list))\.js$/,
  keptParts: 1,
  exchange: http2Exchange,
  lie: lieInHttp2,
  read(pieces) {
    const first = pieces.find((piece) => piece.length > 0)?.[0];
    const writer = first === prefaceFirst ? "client" : "server";
    const reader = new Http2Reader(writer);
    reader.read(pieces);
    return {
      lines: reader.lines,
      fullness: reader.fullness.share,
      heldBytes: reader.fullness.heldBytes,
      isPast: reader.blocks > 0,
      isRefused: reader.isRefused,
      writer,
      frames: reader.frames,
      heads: reader.heads,
    };
  },
  again({ writer, frames, heads }) {
    for (const head of heads) {
      const differs = sameHead(head);
      if (differs !== undefined) return differs;
    }
    return sameFrames(writer, frames);
  },
};
