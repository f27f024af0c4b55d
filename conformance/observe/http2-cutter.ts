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

const nothing = new Uint8Array(0);

export class Http2Cutter {
  type = 0;
  flags = 0;
  stream = 0;
  /** Of the payload, padding included. */
  lengthBytes = 0;
  /** When the first octet of the frame came. */
  begunAt = 0;
  private phase: "preface" | "first" | "frames" | "other";
  private headCount = 0;
  /** A list of numbers: connections are many, and a buffer costs more than the few octets in it. */
  private readonly kept: number[] = [];
  private keptWanted = 0;
  private keptCount = 0;
  private payloadLeft = 0;
  private prefaceCount = 0;
  private bytes: Uint8Array = nothing;
  private at = 0;
  private fedAt = 0;

  /** Whoever opened the connection begins with the preface, the other with SETTINGS. */
  constructor(isOpener: boolean) {
    this.phase = isOpener ? "preface" : "first";
  }

  /** The bytes are read by `next`, until it is false, and not kept. */
  feed(bytes: Uint8Array, fedAt: number): void {
    this.bytes = bytes;
    this.fedAt = fedAt;
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
    return this.phase !== "other" && (this.at < this.bytes.length || this.headCount > 0);
  }

  /** Of the payload, four octets as a number. */
  word(offset: number): number {
    return offset + 4 <= this.keptCount ? this.number(offset, 4) : 0;
  }

  /** Of DATA, what is not content: the padding and the octet that tells of it. */
  get paddingBytes(): number {
    const isPadded = (this.flags & frameFlags.padded) !== 0 && this.keptCount > 0;
    return isPadded ? this.number(0, 1) + 1 : 0;
  }

  /** Of SETTINGS. */
  get settings(): (readonly [id: number, value: number])[] {
    const entries: (readonly [number, number])[] = [];
    for (let at = 0; at + 6 <= this.keptCount; at += 6) {
      entries.push([this.number(at, 2), this.number(at + 2, 4)]);
    }
    return entries;
  }

  private number(offset: number, octets: number): number {
    let value = 0;
    for (let at = offset; at < offset + octets; at += 1) value = value * 256 + (this.kept[at] ?? 0);
    return value;
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
    const { bytes } = this;
    if (this.headCount === 0 && this.at < bytes.length) this.begunAt = this.fedAt;
    while (this.headCount < headBytes && this.at < bytes.length) {
      this.headOctet(this.headCount, bytes[this.at] ?? 0);
      this.headCount += 1;
      this.at += 1;
    }
    if (this.headCount < headBytes) return false;
    this.stream &= 0x7fff_ffff;
    this.payloadLeft = this.lengthBytes;
    this.keptWanted = Math.min(keptByType.get(this.type) ?? 0, this.lengthBytes);
    this.keptCount = 0;
    // RFC 9113 §3.4
    if (this.phase === "first") {
      this.phase = this.type === frameTypes.settings ? "frames" : "other";
    }
    return this.phase === "frames";
  }

  private headOctet(place: number, octet: number): void {
    if (place === 0) this.lengthBytes = this.stream = 0;
    if (place < 3) this.lengthBytes = (this.lengthBytes << 8) | octet;
    else if (place === 3) this.type = octet;
    else if (place === 4) this.flags = octet;
    else this.stream = (this.stream << 8) | octet;
  }

  /** Whether the payload has come to its end. */
  private skipPayload(): boolean {
    const taken = Math.min(this.payloadLeft, this.bytes.length - this.at);
    const wanted = Math.min(this.keptWanted - this.keptCount, taken);
    for (let index = 0; index < wanted; index += 1) {
      this.kept[this.keptCount + index] = this.bytes[this.at + index] ?? 0;
    }
    this.keptCount += wanted;
    this.at += taken;
    this.payloadLeft -= taken;
    return this.payloadLeft === 0;
  }
}
