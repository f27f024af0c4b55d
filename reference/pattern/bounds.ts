// The limits of patterns: what they may be, so that matching stays cheap whatever is matched.

/** Characters of a pattern. */
export const sourceLengthMax = 1024;

/** Steps of a compiled pattern: a character of the subject costs at most as many. */
export const programMax = 512;

/** Groups within groups. */
export const nestingMax = 16;

/** `{n}` of one repetition; what repetitions make together is bounded by `programMax`. */
export const repetitionMax = 100;

/** Groups whose text can be had. */
export const groupsMax = 9;

/** Parts of a pattern's tree that are written out as steps. */
export const writesMax: number = 8 * programMax;
