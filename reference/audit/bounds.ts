// How much of what a peer said goes into an audit row, in code points. The mark of a cut comes on top.

/** AUDIT-BOUNDS. */
export const clientIdPointsMax = 64;

/** AUDIT-BOUNDS. */
export const reasonPointsMax = 256;

/** Every other text of a row. */
export const textPointsMax = 256;
