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

const nothing = new Uint8Array(0);
const none: readonly Cut[] = [];

export class FrameCutter {
  private readonly bytesMax: number;
  /** Begins with what is not complete; what is behind it is room. */
  private room: Uint8Array = nothing;
  private kept = 0;
  /** Nothing can be cut as long as fewer bytes than these are there. */
  private awaited = prefixBytes;
  private passOver = 0;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  /** What these bytes complete. Payloads are views of them, or of what was kept. */
  cut(piece: Uint8Array): readonly Cut[] {
    const { kept } = this;
    const bytes = kept === 0 ? piece : this.append(piece);
    if (kept > 0 && bytes.length < this.awaited) return none;
    const cuts: Cut[] = [];
    let at = this.passed(0, bytes.length);
    this.awaited = prefixBytes;
    while (bytes.length - at >= prefixBytes) {
      const declared = declaredAt(bytes, at);
      if (declared >= prefixBytes && declared <= this.bytesMax) {
        if (declared > bytes.length - at) {
          this.awaited = declared;
          break;
        }
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
    if (at > 0 || kept === 0) this.keep(bytes, at);
    return cuts;
  }

  /** What was kept, with this piece behind it. */
  private append(piece: Uint8Array): Uint8Array {
    const end = this.kept + piece.length;
    if (end > this.room.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.room.length));
      larger.set(this.room.subarray(0, this.kept));
      this.room = larger;
    }
    this.room.set(piece, this.kept);
    this.kept = end;
    return this.room.subarray(0, end);
  }

  /** Room is not used twice: a payload that was cut may still be a view of it. */
  private keep(bytes: Uint8Array, from: number): void {
    this.kept = bytes.length - from;
    this.room = this.kept === 0 ? nothing : bytes.slice(from);
  }

  private passed(at: number, end: number): number {
    const passed = Math.min(this.passOver, end - at);
    this.passOver -= passed;
    return at + passed;
  }
}

/** Exact below 2^53, and beyond it still larger than any limit. */
function declaredAt(bytes: Uint8Array, at: number): number {
  let declared = 0;
  for (let place = prefixBytes - 1; place >= 0; place -= 1) {
    declared = declared * byteValues + (bytes[at + place] ?? 0);
  }
  return declared;
}
