// The port that a connection comes from. It belongs to the name of its opener and to the order in which
// that opened its connections, so nobody else's connections change it, and two nodes behind one address
// hardly ever share one.

const portFirst = 32_768;
const ports = 28_232;

export function ephemeralPort(opener: string, ordinal: number): number {
  let start = 0;
  for (let at = 0; at < opener.length; at += 1) {
    start = (start * 31 + opener.charCodeAt(at)) % ports;
  }
  // A stride that shares no factor with their number: names that differ little end up far apart.
  return portFirst + ((start * 7919 + ordinal) % ports);
}
