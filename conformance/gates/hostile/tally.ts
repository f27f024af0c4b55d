// What became of the frames, told from what a machine writes: it answers OK or on its way, or it
// refuses, or it ends the connection. Frames that wait for their rest are neither.
import { type Decoded, FrameDecoder, ResponseStatus } from "../../../wire/index.ts";
import type { ConnId } from "../../../sim/index.ts";
import type { Write } from "./peer-host.ts";

export interface Counts {
  accepted: number;
  refused: number;
}

/** Far above what any machine may write. */
const frameBytesMax = 64_000_000;

type Answer = { readonly status: ResponseStatus };

export class AnswerTally {
  readonly #counts: Counts;
  readonly #decode: (payload: Uint8Array) => Decoded<Answer>;
  readonly #byConn = new Map<ConnId, FrameDecoder>();

  constructor(counts: Counts, decode: (payload: Uint8Array) => Decoded<Answer>) {
    this.#counts = counts;
    this.#decode = decode;
  }

  read({ conn, bytes }: Write): void {
    for (const payload of framesOf(this.#byConn, conn, bytes)) {
      const answer = this.#decode(payload);
      if (!answer.ok) throw new Error(`it wrote what nobody can read: ${answer.fault.kind}`);
      const isRefusal = answer.message.status === ResponseStatus.FAILURE;
      this.#counts[isRefusal ? "refused" : "accepted"] += 1;
    }
  }
}

/** The whole frames that the bytes of one connection complete. */
export function framesOf(
  decoders: Map<ConnId, FrameDecoder>,
  conn: ConnId,
  bytes: Uint8Array,
): Uint8Array[] {
  const decoder = decoders.get(conn) ?? new FrameDecoder(frameBytesMax);
  decoders.set(conn, decoder);
  decoder.push(bytes);
  const payloads: Uint8Array[] = [];
  for (let next = decoder.next(); next !== undefined; next = decoder.next()) {
    if (next.kind !== "frame") throw new Error(`it wrote no frame but ${next.kind}`);
    payloads.push(next.payload.slice());
  }
  return payloads;
}
