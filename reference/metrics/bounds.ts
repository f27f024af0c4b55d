// The limits of the metrics, all in one place. Rows are bounded by what is configured, not by what
// traffic says; the ids themselves are bounded by the configuration state.

/** Clusters and back ends that may have rows of their own; what is above is filed one row coarser. */
export const rowsMax = 65_536;

/** Names in one row. Names are written in the code, never taken from a peer: more is our bug. */
export const namesPerRowMax = 1024;

/** METRICS-HISTOGRAM: decimal digits a recorded value keeps; it is off by less than 1 in 100. */
export const significantDigits = 2;

/** The largest value a histogram tells apart; what is larger is recorded as this. */
export const histogramValueMax = 1_099_511_627_775;

/** The bytes of one StatsD datagram: what an Ethernet frame carries after IPv6 and UDP headers. */
export const datagramBytesMax = 1432;

/** Timings held between two flushes; what is above is counted instead of sent. */
export const timingsHeldMax = 10_000;
