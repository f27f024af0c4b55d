// The two HPACK states of one connection, and the header block that is coming in. Every block is decoded,
// also one that nobody wants: the tables would no longer agree (RFC 9113 §4.3, H2-REFUSED-HPACK). What
// the fields mean is not looked at.

import {
  type BlockEvent,
  ErrorCode,
  FieldList,
  HeaderBlock,
  type HeaderBlockResult,
  HpackDecoder,
  HpackEncoder,
  type HpackResult,
  OctetWriter,
  writeHeaders,
} from "../../wire/index.ts";
import type { Http2Options } from "./options.ts";
import type { PeerSettings } from "./peer-settings.ts";
import { framePayloadBytesMax } from "./bounds.ts";

export type BlockOutcome =
  | "more"
  | "complete"
  /** H2-FLOOD-HEADERS: within the block's bytes, beyond the list's; decoded, and not expanded. */
  | "too-large"
  /** The tables no longer agree. */
  | "undecodable"
  /** H2-FLOOD-CONTINUATION. */
  | Exclude<HeaderBlockResult, "more" | "complete">;

export class HeaderCodec {
  /** Of the last complete block. */
  readonly fields: FieldList = new FieldList();
  readonly #block: HeaderBlock;
  readonly #decoder: HpackDecoder;
  readonly #encoder: HpackEncoder;
  readonly #written = new FieldList();
  readonly #encoded = new OctetWriter();

  constructor(options: Http2Options) {
    const { flood, headerListBytesMax, headerFieldsMax } = options;
    this.#block = new HeaderBlock({
      blockBytesMax: flood.header_size_per_block,
      continuationsMax: flood.continuation_per_block,
    });
    this.#decoder = new HpackDecoder({
      listBytesMax: headerListBytesMax,
      fieldsMax: headerFieldsMax,
    });
    this.#encoder = new HpackEncoder(options.encoderTableBytesMax);
  }

  read(piece: BlockEvent): BlockOutcome {
    const gathered = this.#block.add(piece);
    if (gathered !== "complete") return gathered;
    const { bytes, start, end } = this.#block;
    return outcomeOf(this.#decoder.decode(bytes, start, end, this.fields));
  }

  /** The octets of the last complete block. */
  get blockBytes(): number {
    return this.#block.end - this.#block.start;
  }

  /** The list that the next `write` encodes: filled by whoever knows what the fields mean. */
  get written(): FieldList {
    return this.#written;
  }

  /** §6.2, §6.10: HEADERS, and as many CONTINUATIONs as are returned, with nothing in between. */
  write(out: OctetWriter, streamId: number, endStream: boolean, peer: PeerSettings): number {
    // RFC 7541 §4.2: the smallest size there was in between, then the one that holds.
    this.#encoder.setTableLimit(peer.headerTableBytesLowest);
    this.#encoder.setTableLimit(peer.headerTableBytes);
    peer.headerTableBytesLowest = peer.headerTableBytes;
    this.#encoded.clear();
    this.#encoder.encode(this.#written, this.#encoded);
    const block = this.#encoded.view();
    const frameBytesMax = Math.min(peer.frameBytesMax, framePayloadBytesMax);
    writeHeaders(out, block, { streamId, endStream, frameBytesMax });
    return Math.max(0, Math.ceil(block.length / frameBytesMax) - 1);
  }
}

function outcomeOf(result: HpackResult): BlockOutcome {
  if (result === "complete") return "complete";
  return result === "list-too-large" ? "too-large" : "undecodable";
}

/** Why a connection ends for the sake of a block; undefined: it does not. */
export function blockErrorOf(outcome: BlockOutcome): number | undefined {
  switch (outcome) {
    case "more":
    case "complete":
    case "too-large":
      return undefined;
    case "undecodable":
      return ErrorCode.compressionError;
    case "block-above-limit":
    case "too-many-continuations":
      return ErrorCode.enhanceYourCalm;
  }
}
