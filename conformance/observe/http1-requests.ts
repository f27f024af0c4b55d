// Cuts one direction of a connection into requests of HTTP/1, by itself: where each begins, where its head
// is complete, where its message ends. What is no HTTP/1, or no message that it understands, it leaves
// alone from there on. It judges nothing.
import { switchingProtocols } from "../model/http-codes.ts";

export interface Http1Request {
  readonly method: string;
  /** By the field that the actors' requests bear; empty where there is none. */
  readonly label: string;
}

export interface Http1RequestOwner {
  begun(at: number): void;
  head(at: number, request: Http1Request): void;
  ended(at: number): void;
}

type Phase = "between" | "head" | "body" | "chunk-line" | "chunk" | "trailers" | "other";

/** A head of more bytes is nobody's. */
const headBytesMax = 131_072;
const labelLine = /^x-kakehi:[ \t]*([^\r\n]*?)[ \t]*\r?$/imu;
const lengthLine = /^content-length:[ \t]*([0-9]+)[ \t]*\r?$/imu;
const chunkedLine = /^transfer-encoding:.*chunked[ \t]*\r?$/imu;
const upgradeLine = /^upgrade:/imu;

export class Http1RequestCutter {
  private readonly owner: Http1RequestOwner;
  private phase: Phase = "between";
  private text = "";
  private leftBytes = 0;
  /** The last request asked for another protocol, and nobody has answered it. */
  mayBeTunnel = false;
  /** What came behind that one: whether it is a request, its answer tells. */
  private held: Uint8Array[] = [];
  private heldBytes = 0;

  constructor(owner: Http1RequestOwner) {
    this.owner = owner;
  }

  /** Whether what comes is still understood. */
  get isHttp1(): boolean {
    return this.phase !== "other";
  }

  push(at: number, bytes: Uint8Array): void {
    let offset = 0;
    while (offset < bytes.length && this.phase !== "other") {
      if (this.phase === "between" && this.mayBeTunnel) {
        this.hold(bytes.slice(offset));
        return;
      }
      offset = this.step(at, bytes, offset);
    }
  }

  /** What the last request was answered with: anything final but 101 leaves the connection with HTTP/1. */
  answered(at: number, status: number): void {
    if (status === switchingProtocols) this.phase = "other";
    if (status < 200 && this.phase !== "other") return;
    this.mayBeTunnel = false;
    const { held } = this;
    this.held = [];
    this.heldBytes = 0;
    for (const bytes of held) this.push(at, bytes);
  }

  private hold(bytes: Uint8Array): void {
    this.held.push(bytes);
    this.heldBytes += bytes.length;
    if (this.heldBytes <= headBytesMax) return;
    this.phase = "other";
    this.held = [];
  }

  private step(at: number, bytes: Uint8Array, offset: number): number {
    switch (this.phase) {
      case "between":
        return this.begin(at, bytes, offset);
      case "body":
      case "chunk":
        return this.skip(at, bytes, offset);
      case "head":
      case "chunk-line":
      case "trailers":
        return this.line(at, bytes, offset);
      case "other":
        return bytes.length;
    }
  }

  /** RFC 9112 §2.2: an empty line before a request is passed over. */
  private begin(at: number, bytes: Uint8Array, offset: number): number {
    const octet = bytes[offset];
    if (octet === 13 || octet === 10) return offset + 1;
    this.phase = "head";
    this.owner.begun(at);
    return offset;
  }

  private skip(at: number, bytes: Uint8Array, offset: number): number {
    const taken = Math.min(this.leftBytes, bytes.length - offset);
    this.leftBytes -= taken;
    if (this.leftBytes > 0) return offset + taken;
    if (this.phase === "body") this.end(at);
    else this.phase = "chunk-line";
    return offset + taken;
  }

  /** Up to the end of a line, which may come in pieces, or of a head that came in one. */
  private line(at: number, bytes: Uint8Array, offset: number): number {
    const isFresh = this.phase === "head" && this.text === "";
    const headEnd = isFresh ? emptyLineIn(bytes, offset) : -1;
    const found = headEnd < 0 ? bytes.indexOf(lf, offset) : headEnd;
    const stop = found < 0 ? bytes.length : found + 1;
    const { buffer, byteOffset } = bytes;
    this.text += Buffer.from(buffer, byteOffset + offset, stop - offset).toString("latin1");
    if (this.text.length > headBytesMax || this.text.startsWith("PRI * HTTP/2.0")) {
      this.phase = "other";
    } else if (found >= 0) {
      this.lineEnded(at);
    }
    return stop;
  }

  private lineEnded(at: number): void {
    const isEmpty = endsInEmptyLine(this.text);
    if (this.phase === "head") {
      if (isEmpty) this.headEnded(at, this.text);
    } else if (this.phase === "trailers") {
      if (isEmpty) this.end(at);
    } else {
      this.chunkBegins(this.text);
    }
  }

  private headEnded(at: number, head: string): void {
    this.text = "";
    this.mayBeTunnel = upgradeLine.test(head);
    const method = head.slice(0, Math.max(0, head.indexOf(" ")));
    this.owner.head(at, { method, label: labelLine.exec(head)?.[1] ?? "" });
    this.leftBytes = Number(lengthLine.exec(head)?.[1] ?? 0);
    if (chunkedLine.test(head)) this.phase = "chunk-line";
    else if (this.leftBytes > 0) this.phase = "body";
    else this.end(at);
  }

  /** Two bytes behind its data end a chunk. */
  private chunkBegins(line: string): void {
    this.text = "";
    const size = Number.parseInt(line, 16);
    if (Number.isNaN(size)) this.phase = "other";
    else if (size === 0) {
      this.phase = "trailers";
      // So that an empty line right behind it is one.
      this.text = "\n";
    } else {
      this.phase = "chunk";
      this.leftBytes = size + 2;
    }
  }

  private end(at: number): void {
    this.text = "";
    this.phase = "between";
    this.owner.ended(at);
  }
}

const lf = 10;
const cr = 13;

/** Where the first empty line behind another line ends; -1 where there is none. */
function emptyLineIn(bytes: Uint8Array, offset: number): number {
  for (let at = bytes.indexOf(lf, offset) + 1; at > 0 && at < bytes.length; at += 1) {
    if (bytes[at] !== lf) continue;
    const before = bytes[at - 1] === cr ? at - 2 : at - 1;
    if (bytes[before] === lf) return at;
  }
  return -1;
}

/** Of a text that ends a line. It is asked for each line of a head, so only the end is looked at. */
function endsInEmptyLine(text: string): boolean {
  const end = text.length - (text.charCodeAt(text.length - 2) === cr ? 2 : 1);
  return end === 0 || text.charCodeAt(end - 1) === lf;
}
