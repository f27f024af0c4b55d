// The one error that this folder throws on purpose: a caller asked for something that has no bytes.
// What a peer sends never throws; it comes back as a typed fault.

export type MisuseCode =
  | "frame-limit"
  | "session-id-range"
  | "field-value"
  | "field-octets"
  | "http2-frame"
  | "http2-field"
  | "http2-order"
  | "http1-limit"
  | "http1-text"
  | "http1-order";

/** A caller's mistake; `code` is stable, the text is for people. */
export class WireMisuseError extends Error {
  override readonly name = "WireMisuseError";
  readonly code: MisuseCode;

  constructor(code: MisuseCode, message: string) {
    super(message);
    this.code = code;
  }
}
