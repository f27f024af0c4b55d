// Whether a socket can have a path: unix(7) has room for 107 bytes of it.

const bytesMax = 107;

/** What is wrong with it, and what to do; undefined when it fits. */
export function socketPathFault(path: string): string | undefined {
  const bytes = Buffer.byteLength(path);
  if (bytes <= bytesMax) return undefined;
  return `a path of a socket has ${bytesMax} bytes at most, and ${path} has ${bytes}; use a shorter folder`;
}
