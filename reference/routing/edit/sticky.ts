// The cookie that brings a client back to the same back end. It is the proxy's own: the back end
// neither sees nor needs it, and every other cookie passes as it was sent.

import type { HttpField } from "../../../wire/index.ts";

/** The first one counts, as a client that holds several sends the closest first (RFC 6265 §5.4). */
export function cookieValue(fields: readonly HttpField[], name: string): string | undefined {
  for (const field of fields) {
    if (field.name !== "cookie") continue;
    for (const pair of field.value.split(";")) {
      if (isNamed(pair, name)) return pair.slice(pair.indexOf("=") + 1).trim();
    }
  }
  return undefined;
}

export function withoutCookie(fields: readonly HttpField[], name: string): readonly HttpField[] {
  if (cookieValue(fields, name) === undefined) return fields;
  return fields.flatMap((field) => {
    if (field.name !== "cookie") return [field];
    const pairs = field.value.split(";").filter((pair) => !isNamed(pair, name));
    const value = pairs.join(";").trim();
    return value === "" ? [] : [{ name: "cookie", value }];
  });
}

export function stickyCookie(name: string, stickyId: string): HttpField {
  return { name: "set-cookie", value: `${name}=${stickyId}; Path=/` };
}

function isNamed(pair: string, name: string): boolean {
  const equals = pair.indexOf("=");
  return equals >= 0 && pair.slice(0, equals).trim() === name;
}
