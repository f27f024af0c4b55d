// Which hosts a frontend is for. Every request is held against every frontend, so each makes its pattern once.

export class HostPattern {
  private readonly hostname: string;
  private pattern: RegExp | undefined;

  constructor(hostname: string) {
    this.hostname = hostname;
  }

  /** The host is in lower case. */
  matches(host: string): boolean {
    if (this.hostname === "*") return true;
    this.pattern ??= hostPattern(this.hostname.toLowerCase());
    return this.pattern.test(host);
  }
}

/** `*` and every pattern between slashes stand for one label. */
export function hostPattern(hostname: string): RegExp {
  const source = hostname
    .split(/(\/[^/]*\/|\*)/)
    .map((part) => {
      if (part === "*") return "([^.]+)";
      // An IPv6 address stands in brackets.
      return part.startsWith("/") ? `(?:${part.slice(1, -1)})` : part.replace(/[.[\]]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${source}$`);
}
