// What a proxy had taken of each request's content in HTTP/2 when it wrote its own last word on it: what came
// later, or never, it cannot be asked about. It judges nothing.
import { mapAt } from "../../grouped.ts";
import { errorCodes } from "../../model/http-codes.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";

const { noError, protocolError, compressionError, enhanceYourCalm } = errorCodes;
/** What a proxy ends a connection with for something else than the length of a content. */
const others: ReadonlySet<number> = new Set([compressionError, enhanceYourCalm]);
const cuts: ReadonlySet<string> = new Set(["closed", "reset", "unprocessed"]);

interface Upload {
  bytes: number;
  takenAt: number;
  hasEnded: boolean;
  /** The proxy has said its last word on the stream, and with which code, where that was a reset. */
  isClosed: boolean;
  code: number | undefined;
}

export class Uploads {
  /** By connection of a client, and by stream. */
  private readonly byLink = new Map<number, Map<number, Upload>>();
  /** Connections that are of HTTP/2 to the proxy as well. */
  private readonly spoken = new Set<number>();
  /** Connections of which the proxy said that it ends them for a fault. */
  private readonly broken = new Set<number>();
  /** The same for a flood or a block that does not decode: what was read in that instant may stand behind it. */
  private readonly endedAt = new Map<number, number>();

  observe(frame: Http2Frame): void {
    const { leg, by, phase, connection, stream } = frame;
    if (leg !== "client" || phase !== (by === "proxy" ? "written" : "taken")) return;
    if (by === "proxy") this.said(frame);
    else if (isOfMessage(frame) && !this.broken.has(connection)) {
      take(this.uploadOf(connection, stream), frame);
    }
  }

  /**
   * Whether the length that was told and what the proxy took by then disagree. What it said of that before the
   * connection broke for another reason need not have come through.
   */
  isToBeTold({ link, stream, end }: ExchangeEnded, toldBytes: number): boolean {
    if (link === undefined || !this.spoken.has(link)) return false;
    const upload = this.byLink.get(link)?.get(stream);
    if (upload === undefined || upload.takenAt >= (this.endedAt.get(link) ?? Infinity))
      return false;
    if (cuts.has(end) && upload.code === protocolError) return false;
    return upload.bytes > toldBytes || (upload.hasEnded && upload.bytes < toldBytes);
  }

  private said(frame: Http2Frame): void {
    const { at, type, connection, stream, code } = frame;
    this.spoken.add(connection);
    if (type === frameTypes.goaway && code !== noError) this.broken.add(connection);
    if (type === frameTypes.goaway && others.has(code)) this.endedAt.set(connection, at);
    if (type === frameTypes.resetStream || isOfMessage(frame)) {
      closeWith(this.uploadOf(connection, stream), frame);
    }
  }

  private uploadOf(link: number, stream: number): Upload {
    const streams = mapAt(this.byLink, link);
    let upload = streams.get(stream);
    if (upload === undefined) {
      upload = { bytes: 0, takenAt: 0, hasEnded: false, isClosed: false, code: undefined };
      streams.set(stream, upload);
    }
    return upload;
  }
}

function closeWith(upload: Upload, { type, endsStream, code }: Http2Frame): void {
  const isReset = type === frameTypes.resetStream;
  if (isReset) upload.code ??= code;
  upload.isClosed ||= isReset || endsStream;
}

function take(upload: Upload, { at, contentBytes, endsStream }: Http2Frame): void {
  if (upload.isClosed) return;
  upload.takenAt = at;
  upload.bytes += contentBytes;
  upload.hasEnded ||= endsStream;
}

function isOfMessage({ type }: Http2Frame): boolean {
  return type === frameTypes.data || type === frameTypes.headers;
}
