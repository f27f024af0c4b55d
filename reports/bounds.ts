// Every limit of the reports in one place, so that no rendering grows with the number of failures.

export const bounds = {
  /** Failures shown in full on the terminal; the NDJSON report has them all. */
  terminalFailures: 20,
  /** Lines of preceding events shown in one failure block. */
  eventLines: 12,
  /** Characters of one field of a failure block; a frame in hex can be megabytes. */
  fieldCharacters: 2_000,
  /** Characters by which a failure is known again. */
  fingerprintCharacters: 240,
  /** Baseline entries that hold, listed one by one on the terminal; those that do not are all listed. */
  terminalEntries: 20,
  /** Baseline entries listed in Markdown and HTML. */
  listedEntries: 400,
  /** Changes of one kind listed by a comparison. */
  comparedChanges: 40,
  /** Failing cases whose steps are recorded again for a report. */
  tracesOfFailures: 24,
  /** Steps kept before and after the first failure of a case. */
  stepsBefore: 200,
  stepsAfter: 60,
  /** Steps kept before and after the place where a rule was kept. */
  exampleStepsBefore: 16,
  exampleStepsAfter: 6,
  /** Characters of what a fault would have shown. */
  exampleCharacters: 240,
  /** Bytes of one message kept for the hex view. */
  stepBytes: 256,
  /** Characters of one decoded message. */
  contentCharacters: 1_600,
  /** Failures listed in HTML. */
  htmlFindings: 500,
  /** An HTML report is mailed and opened on telephones: examples are left out before it is larger. */
  htmlBytes: 5_000_000,
  /** GitHub shows ten annotations of a kind and step, and drops the others without a word. */
  annotations: 10,
  /** GitHub refuses a step summary above 1 MiB, and cuts without saying so: stay below by a margin: 900 KiB. */
  markdownBytes: 921_600,
  /** Failures shown in full in Markdown. */
  markdownFailures: 200,
} as const;
