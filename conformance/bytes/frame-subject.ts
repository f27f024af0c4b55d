// The command channel: frames, and the messages in them. Every payload is decoded as each of the four
// messages, since nothing in it says which one it is.
import { answerFrame, orderFrame, replyFrame, requestFrame } from "../gates/hostile/corpus.ts";
import type { Draws } from "../gates/hostile/draws.ts";
import {
  type Decoded,
  decodeRequest,
  decodeResponse,
  decodeWorkerRequest,
  decodeWorkerResponse,
  encodeRequest,
  encodeResponse,
  encodeWorkerRequest,
  encodeWorkerResponse,
  FrameDecoder,
  frameOf,
} from "../../wire/index.ts";
import { differing } from "./differing.ts";
import { Fullness } from "./fullness.ts";
import { lyingNumber } from "./lies.ts";
import { lend, textOf } from "./pieces.ts";
import type { Reading, Subject } from "./subject.ts";

const frameBytesMax = 20_000;
const prefixBytes = 8;

interface FrameReading extends Reading {
  readonly payloads: readonly Uint8Array[];
}

const corpora: readonly ((draws: Draws) => Uint8Array)[] = [
  requestFrame,
  orderFrame,
  replyFrame,
  (draws) => answerFrame(draws, ["order-1"]),
];

interface Codec {
  readonly name: string;
  /** What was decoded, written again; or the fault. */
  readonly again: (payload: Uint8Array) => Again;
}

type Again = { readonly bytes: Uint8Array } | { readonly fault: string };

function codec<Message>(
  name: string,
  decode: (payload: Uint8Array) => Decoded<Message>,
  encode: (message: Message) => Uint8Array,
): Codec {
  return {
    name,
    again: (payload) => {
      const decoded = decode(payload);
      if (decoded.ok) return { bytes: encode(decoded.message) };
      return { fault: `${decoded.fault.kind} at ${decoded.fault.at}` };
    },
  };
}

const codecs: readonly Codec[] = [
  codec("request", decodeRequest, encodeRequest),
  codec("response", decodeResponse, encodeResponse),
  codec("order", decodeWorkerRequest, encodeWorkerRequest),
  codec("answer", decodeWorkerResponse, encodeWorkerResponse),
];

export const frameSubject: Subject<FrameReading> = {
  name: "frame",
  past: "a message",
  modules: /\/wire\/(?:frame\/(?:frame|decoder)|command\/(?:reader|decoder|plan|text-cache))\.js$/,
  keptParts: 0,
  exchange(draws) {
    return Array.from({ length: 1 + draws.below(4) }, () => draws.oneOf(corpora)(draws));
  },
  lie(parts, draws) {
    const at = draws.below(parts.length);
    const part = parts[at];
    if (part === undefined || part.length < prefixBytes) return;
    const lying = part.slice();
    // The prefix, or a byte that may be a length of protobuf.
    if (draws.below(2) === 0 || part.length === prefixBytes) {
      const lie = lyingNumber(draws, part.length);
      new DataView(lying.buffer).setBigUint64(0, BigInt(lie), true);
    } else {
      const inside = prefixBytes + draws.below(part.length - prefixBytes);
      lying[inside] = lyingNumber(draws, lying[inside] ?? 0);
    }
    parts[at] = lying;
  },
  read: readFrames,
  again({ payloads }) {
    for (const payload of payloads) {
      const differs = sameFrame(payload) ?? sameMessage(payload);
      if (differs !== undefined) return differs;
    }
    return undefined;
  },
};

function readFrames(pieces: readonly Uint8Array[]): FrameReading {
  const decoder = new FrameDecoder(frameBytesMax);
  const fullness = new Fullness();
  const lines: string[] = [];
  const payloads: Uint8Array[] = [];
  const heldBytesMax = decoder.heldBytesMax(Math.max(0, ...pieces.map((piece) => piece.length)));
  let isPast = false;
  lend(pieces, (piece) => {
    decoder.push(piece);
    // A decoder that is finished says so for ever.
    while (decoder.hasNext && lines.at(-1)?.startsWith("oversize") !== true) {
      const result = decoder.next();
      if (result?.kind !== "frame") {
        lines.push(`${result?.kind ?? "nothing"} ${result?.declared ?? ""}`);
        continue;
      }
      payloads.push(result.payload.slice());
      const results = codecs.map(({ again }) => again(result.payload));
      isPast ||= results.some((said) => "bytes" in said);
      lines.push([textOf(result.payload), ...results.map(saidOf)].join(" | "));
    }
    decoder.keep();
    fullness.note(decoder.heldBytes, heldBytesMax, piece.length);
  });
  lines.push(`left ${decoder.pendingBytes}`);
  const isRefused = lines.some((line) => /size \d| at \d/.test(line));
  return {
    lines,
    fullness: fullness.share,
    heldBytes: fullness.heldBytes,
    isPast,
    isRefused,
    payloads,
  };
}

function saidOf(result: Again): string {
  return "bytes" in result ? `ok ${textOf(result.bytes)}` : result.fault;
}

function sameFrame(payload: Uint8Array): string | undefined {
  const decoder = new FrameDecoder(frameBytesMax);
  decoder.push(frameOf(payload));
  const again = decoder.next();
  return differing(
    "the payload",
    textOf(payload),
    again?.kind === "frame" ? textOf(again.payload) : again?.kind,
  );
}

/** What was written is read, and written alike. */
function sameMessage(payload: Uint8Array): string | undefined {
  for (const { name, again } of codecs) {
    const first = again(payload);
    if (!("bytes" in first)) continue;
    const differs = differing(`the ${name}`, saidOf(first), saidOf(again(first.bytes)));
    if (differs !== undefined) return differs;
  }
  return undefined;
}
