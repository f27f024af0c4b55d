// Where what was seen here differs from what was seen with a release: connection by connection, and in
// what back ends were asked for. Instants are not compared: whoever recorded looked when it suited them.

import type { Difference } from "../compare.ts";
import type { HttpCapture, Seen } from "./capture.ts";

export interface HttpComparison {
  readonly differences: readonly Difference[];
  /** Connections of clients, and lists of requests, on which nothing differs. */
  readonly equal: number;
}

export function compareSeen({ name, seen }: HttpCapture, actual: Seen): HttpComparison {
  const lists = [
    ...Object.entries(seen.clients).map(
      ([conn, lines]) => [conn, lines, actual.clients[conn] ?? []] as const,
    ),
    ["requests", seen.requests, actual.requests] as const,
  ];
  const differences = lists.flatMap(([at, expected, found]): Difference[] => {
    const sides = [expected, found].map((lines) => lines.join("; "));
    const [wanted = "", got = ""] = sides;
    if (wanted === got) return [];
    return [{ capture: name, at, check: at, expected: wanted, actual: got }];
  });
  return { differences, equal: lists.length - differences.length };
}
