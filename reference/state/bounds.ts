// The limits of the configuration state, all in one place.

/** Clusters, back ends, listeners (twice: an active one takes a second record) and frontends. */
export const recordsMax = 100_000;

/** The bytes of a state file. */
export const stateFileBytesMax = 16_000_000;

/** UTF-8 bytes of a cluster's or back end's id. */
export const idBytesMax = 1024;

/** RFC 1035: the characters of a name without its final dot, and of one label. */
export const hostnameLengthMax = 253;
export const labelLengthMax = 63;

/** Characters of a path rule. */
export const pathLengthMax = 4096;

/** Characters of a peer's text that a refusal repeats. */
export const quotedLengthMax = 64;

/** Characters of a certificate, a key or a link of a chain. */
export const certificateLengthMax = 65_536;

/** Header edits of one frontend. */
export const headerEditsMax = 64;
