// The numbers of HTTP that rules speak of by name. They are not those of `wire/`, so that a wrong one there is
// noticed.

/** RFC 9110 §15 */
export const switchingProtocols = 101;
export const requestTimeout = 408;

/** RFC 9113 §7 */
export const errorCodes = {
  noError: 0,
  protocolError: 1,
  internalError: 2,
  flowControlError: 3,
  settingsTimeout: 4,
  streamClosed: 5,
  frameSizeError: 6,
  refusedStream: 7,
  cancel: 8,
  compressionError: 9,
  enhanceYourCalm: 11,
} as const;

/** With which a connection ends for what its peer sent. */
export const faultsOfPeers: ReadonlySet<number> = new Set([
  errorCodes.protocolError,
  errorCodes.flowControlError,
  errorCodes.streamClosed,
  errorCodes.frameSizeError,
  errorCodes.compressionError,
]);
