// What one leg tells the other about a message: a head that was checked, without anything that
// concerned only the connection it came on. How a head is written or read is not known here.

import type { Authority, HttpField } from "../../wire/index.ts";

export interface RequestInfo {
  readonly method: string;
  readonly scheme: "http" | "https";
  readonly authority: Authority;
  /** With its query; `*` for the whole server. */
  readonly path: string;
  /** Spoken by the client. */
  readonly version: "1.0" | "1.1" | "2";
  /**
   * End to end, in order, names in lower case. Without `host`, `content-length` and `expect`: they
   * are the members below.
   */
  readonly fields: readonly HttpField[];
  /** Of the content, as the client declared it. */
  readonly length: number | undefined;
  /** There is no content, and none was announced. */
  readonly bodiless: boolean;
  /** What the client would speak after a 101. */
  readonly upgrade: string | undefined;
  readonly expectsContinue: boolean;
}

export interface ResponseInfo {
  readonly status: number;
  /** Empty where there is none, as in HTTP/2. */
  readonly reason: string;
  /** End to end, in order, names in lower case, without `content-length`. */
  readonly fields: readonly HttpField[];
  /** As declared. BODY-NONE: beside `bodiless` it tells of a content that is not sent. */
  readonly length: number | undefined;
  /** To HEAD, and 1xx, 204 and 304. */
  readonly bodiless: boolean;
  /** Only the end of the back end's connection ends the content. */
  readonly closeDelimited: boolean;
  /** Of a 101. */
  readonly upgrade: string | undefined;
  /** A client that speaks HTTP/1 is left after this answer. */
  readonly closes: boolean;
}
