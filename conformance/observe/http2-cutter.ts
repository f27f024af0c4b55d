// Cuts one direction of a connection into frames of HTTP/2 (RFC 9113 §4.1), by itself: nine octets of
// head, and of the payload only what a rule asks for. A direction that does not begin like HTTP/2 has no
// frames. Fields of header blocks are not read here.

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const headBytes = 9;
/** Of SETTINGS, that of so many entries. */
const keptBytesMax = 384;

export const frameTypes = {
  data: 0,
  headers: 1,
  resetStream: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const frameFlags = { endStream: 1, ack: 1, endHeaders: 4, padded: 8 } as const;

/** How much of a payload is looked at, by type. */
const keptByType: ReadonlyMap<number, number> = new Map([
  [frameTypes.data, 1],
  [frameTypes.resetStream, 4],
  [frameTypes.settings, keptBytesMax],
  [frameTypes.goaway, 8],
  [frameTypes.windowUpdate, 4],
]);

const nothing = new DataView(new ArrayBuffer(0));

export class Http2Cutter {
  type = 0;
  flags = 0;
  stream = 0;
  /** Of the payload, padding included. */
  lengthBytes = 0;
  private phase: "preface" | "first" | "frames" | "other";
  private readonly head = new DataView(new ArrayBuffer(headBytes));
  private headCount = 0;
  private kept: DataView = nothing;
  private keptWanted = 0;
  private keptCount = 0;
  private payloadLeft = 0;
  private prefaceCount = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private at = 0;

  /** Whoever opened the connection begins with the preface, the other with SETTINGS. */
  constructor(isOpener: boolean) {
    this.phase = isOpener ? "preface" : "first";
  }

  /** The bytes are read by `next`, until it is false, and not kept. */
  feed(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.at = 0;
  }

  /** Whether another frame is complete; what is known of it stands in this object. */
  next(): boolean {
    if (this.phase === "preface") this.passPreface();
    while (this.phase !== "other" && this.phase !== "preface") {
      if (this.headCount < headBytes && !this.readHead()) return false;
      if (this.skipPayload()) {
        this.headCount = 0;
        return true;
      }
      if (this.at >= this.bytes.length) return false;
    }
    return false;
  }

  /** More of what was fed is unread, or the last of it was no whole frame. */
  get isMidway(): boolean {
    return this.at < this.bytes.length || this.headCount > 0;
  }

  /** Of the payload, four octets as a number. */
  word(offset: number): number {
    return offset + 4 <= this.keptCount ? this.kept.getUint32(offset) : 0;
  }

  /** Of DATA, what is not content: the padding and the octet that tells of it. */
  get paddingBytes(): number {
    const isPadded = (this.flags & frameFlags.padded) !== 0 && this.keptCount > 0;
    return isPadded ? this.kept.getUint8(0) + 1 : 0;
  }

  /** Of SETTINGS. */
  get settings(): (readonly [id: number, value: number])[] {
    const entries: (readonly [number, number])[] = [];
    for (let at = 0; at + 6 <= this.keptCount; at += 6) {
      entries.push([this.kept.getUint16(at), this.kept.getUint32(at + 2)]);
    }
    return entries;
  }

  private passPreface(): void {
    while (this.prefaceCount < preface.length && this.at < this.bytes.length) {
      if (this.bytes[this.at] !== preface.charCodeAt(this.prefaceCount)) {
        this.phase = "other";
        return;
      }
      this.at += 1;
      this.prefaceCount += 1;
    }
    if (this.prefaceCount === preface.length) this.phase = "first";
  }

  /** False: not all of it is there, or this is no HTTP/2. */
  private readHead(): boolean {
    const { head, bytes } = this;
    while (this.headCount < headBytes && this.at < bytes.length) {
      head.setUint8(this.headCount, bytes[this.at] ?? 0);
      this.headCount += 1;
      this.at += 1;
    }
    if (this.headCount < headBytes) return false;
    this.lengthBytes = (head.getUint16(0) << 8) | head.getUint8(2);
    this.type = head.getUint8(3);
    this.flags = head.getUint8(4);
    this.stream = head.getUint32(5) & 0x7fff_ffff;
    this.payloadLeft = this.lengthBytes;
    this.keptWanted = Math.min(keptByType.get(this.type) ?? 0, this.lengthBytes);
    this.keptCount = 0;
    if (this.phase === "first") this.begin();
    return this.phase === "frames";
  }

  /** RFC 9113 §3.4 */
  private begin(): void {
    this.phase = this.type === frameTypes.settings ? "frames" : "other";
    if (this.phase === "frames") this.kept = new DataView(new ArrayBuffer(keptBytesMax));
  }

  /** Whether the payload has come to its end. */
  private skipPayload(): boolean {
    const taken = Math.min(this.payloadLeft, this.bytes.length - this.at);
    const wanted = Math.min(this.keptWanted - this.keptCount, taken);
    for (let index = 0; index < wanted; index += 1) {
      this.kept.setUint8(this.keptCount + index, this.bytes[this.at + index] ?? 0);
    }
    this.keptCount += wanted;
    this.at += taken;
    this.payloadLeft -= taken;
    return this.payloadLeft === 0;
  }
}
