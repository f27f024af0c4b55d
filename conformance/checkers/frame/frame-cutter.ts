// Cuts a stream of bytes into frames as FRAME-LENGTH describes them, whatever its segmentation: the
// second reading of that sentence, which shares no code with the first one in `wire/`.

/** Eight bytes, little-endian, that count themselves. */
const prefixBytes = 8;
const byteValues = 256;

export type Cut =
  | {
      readonly kind: "frame";
      readonly payload: Uint8Array;
      /** Where its bytes lie in the piece that was given last; none where it began in an earlier one. */
      readonly whole: readonly [from: number, to: number] | undefined;
    }
  /** The eight bytes of a prefix that says less than eight. */
  | { readonly kind: "undersize" }
  /** The eight bytes of a prefix above the limit. What it announces is passed over. */
  | { readonly kind: "oversize" };

export class FrameCutter {
  private readonly bytesMax: number;
  private pending: Uint8Array = new Uint8Array(0);
  private passOver = 0;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  /** What these bytes complete. Payloads are views of them, or of what was kept. */
  cut(piece: Uint8Array): readonly Cut[] {
    const cuts: Cut[] = [];
    const kept = this.pending.length;
    const bytes = kept === 0 ? piece : joined(this.pending, piece);
    let at = this.passed(0, bytes.length);
    while (bytes.length - at >= prefixBytes) {
      const declared = declaredAt(bytes, at);
      if (declared >= prefixBytes && declared <= this.bytesMax) {
        if (declared > bytes.length - at) break;
        const whole = at < kept ? undefined : ([at - kept, at - kept + declared] as const);
        const payload = bytes.subarray(at + prefixBytes, at + declared);
        cuts.push({ kind: "frame", payload, whole });
        at += declared;
      } else {
        cuts.push({ kind: declared < prefixBytes ? "undersize" : "oversize" });
        at += prefixBytes;
        this.passOver = Math.max(0, declared - prefixBytes);
        at = this.passed(at, bytes.length);
      }
    }
    this.pending = at === bytes.length ? bytes.subarray(at) : bytes.slice(at);
    return cuts;
  }

  private passed(at: number, end: number): number {
    const passed = Math.min(this.passOver, end - at);
    this.passOver -= passed;
    return at + passed;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

/** Exact below 2^53, and beyond it still larger than any limit. */
function declaredAt(bytes: Uint8Array, at: number): number {
  let declared = 0;
  for (let place = prefixBytes - 1; place >= 0; place -= 1) {
    declared = declared * byteValues + (bytes[at + place] ?? 0);
  }
  return declared;
}
