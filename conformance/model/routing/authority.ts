// An authority as a request names it (RFC 9110 §4.2), and whether a certificate speaks for it.

export interface Authority {
  /** In lower case. */
  readonly host: string;
  readonly port: number | undefined;
}

const proper = /^(\[[0-9a-fA-F:.]+\]|[0-9A-Za-z\-._~!$&'()*+,;=%]+)(?::(\d*))?$/;
const portMax = 65_535;

/** Undefined: it is none. */
export function authorityOf(text: string): Authority | undefined {
  const read = proper.exec(text);
  if (read === null) return undefined;
  const [, host = "", digits = ""] = read;
  const port = digits === "" ? undefined : Number(digits);
  if (port !== undefined && port > portMax) return undefined;
  return { host: host.toLowerCase(), port };
}

/** `*` stands for one label in front. */
export function isCovered(names: readonly string[], host: string): boolean {
  return names.some((name) => {
    const known = name.toLowerCase();
    if (!known.startsWith("*.")) return known === host;
    const dot = host.indexOf(".");
    return dot > 0 && host.slice(dot) === known.slice(1);
  });
}
