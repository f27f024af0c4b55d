// What everybody and everything in a generated world is called, and where it is.

export const loopback = "127.0.0.1";
export const plainPort = 8080;
export const securePort = 8443;

export function clusterName(index: number): string {
  return `c${index}`;
}

export function hostOf(cluster: number): string {
  return `c${cluster}.example`;
}

export function clientName(index: number): string {
  return `client-${index}`;
}

export function originName(cluster: number, number: number): string {
  return `origin-${cluster}-${number}`;
}

export function originPort(cluster: number, number: number): number {
  return 9000 + 10 * cluster + number;
}

/** Hosts that are answered and never served: no certificate bears them. */
export const specialHosts = [
  ["denied.example", "UNAUTHORIZED"],
  ["moved.example", "PERMANENT"],
  ["found.example", "FOUND"],
] as const;
