// What a frame can be wrong in, and the error code that RFC 9113 gives it.

import { ErrorCode } from "./frame-type.ts";

const { protocolError, frameSizeError, flowControlError, enhanceYourCalm } = ErrorCode;

export type FrameFaultReason =
  | "preface"
  | "settings-first"
  | "frame-above-limit"
  | "frame-length"
  | "stream-zero"
  | "stream-not-zero"
  | "padding"
  | "block-interrupted"
  | "continuation-alone"
  | "push-by-client"
  | "promised-id"
  | "depends-on-itself"
  | "setting-value"
  | "setting-window"
  | "settings-entries"
  | "increment-zero";

export const FRAME_FAULT_CODES: Readonly<Record<FrameFaultReason, number>> = {
  /** §3.4: not the octets that a client begins with. */
  preface: protocolError,
  /** §3.4: the first frame is no SETTINGS frame. */
  "settings-first": protocolError,
  /** §4.2: longer than our SETTINGS_MAX_FRAME_SIZE. */
  "frame-above-limit": frameSizeError,
  /** §4.2: no length that a frame of its type can have. */
  "frame-length": frameSizeError,
  /** §6: a frame of a stream on the connection, and the reverse. */
  "stream-zero": protocolError,
  "stream-not-zero": protocolError,
  /** §6.1: more padding than there is frame. */
  padding: protocolError,
  /** §6.10: something else before END_HEADERS. */
  "block-interrupted": protocolError,
  "continuation-alone": protocolError,
  /** §8.4: "A client cannot push". */
  "push-by-client": protocolError,
  /** §6.6, §5.1.1: not the identifier of a stream that a server can begin. */
  "promised-id": protocolError,
  /** RFC 7540 §5.3.1. */
  "depends-on-itself": protocolError,
  /** §6.5.2. */
  "setting-value": protocolError,
  "setting-window": flowControlError,
  /** Nothing in the RFC: nobody has so much to set. */
  "settings-entries": enhanceYourCalm,
  /** §6.9. */
  "increment-zero": protocolError,
};
