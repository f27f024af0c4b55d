// Every limit of baselines in one place.

export const bounds = {
  fileBytes: 1_048_576,
  /** Cases that one pattern may cover before the entry has to say so with `max`. */
  patternCases: 20,
  /** Fingerprints that `update` writes into one entry; beyond that only their messages. */
  fingerprints: 4,
  /** Problems of a file that are printed; the others are counted. */
  problems: 40,
  /** Cases that a sentence about an entry names. */
  casesNamed: 4,
  /** Reasons that stand beside a rule. */
  reasonsNamed: 2,
} as const;
