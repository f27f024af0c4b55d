// Every limit of the reports in one place, so that no rendering grows with the number of failures.

export const bounds = {
  /** Failures shown in full on the terminal; the NDJSON report has them all. */
  terminalFailures: 20,
  /** Lines of preceding events shown in one failure block. */
  eventLines: 12,
  /** Characters of one field of a failure block; a frame in hex can be megabytes. */
  fieldCharacters: 2_000,
  /** GitHub refuses a step summary above 1 MiB, and cuts without saying so: stay below by a margin: 900 KiB. */
  markdownBytes: 921_600,
  /** Failures shown in full in Markdown. */
  markdownFailures: 200,
} as const;
