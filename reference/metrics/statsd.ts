// The network drain: turns emissions into StatsD lines and lines into datagrams. Counters leave as
// deltas, gauges as values, timings one by one. It sends nothing itself and keeps no clock: its owner
// asks for the datagrams when it wants them to go.

import { getTextEncoding } from "@bufbuild/protobuf/wire";
import type { Digest } from "../host.ts";
import { datagramBytesMax, timingsHeldMax } from "./bounds.ts";
import type { Labels } from "./labels.ts";
import type { Row } from "./row.ts";

export interface StatsdOptions {
  /** The first part of every name; empty for none. */
  readonly prefix: string;
  /** Labels as tags (`name,cluster_id=c:1|c`) and not as parts of the name. */
  readonly tagged: boolean;
}

/** Counts timings that had to be left out. */
const droppedName = "metrics.timings_dropped";

export class StatsdDrain {
  readonly #options: StatsdOptions;
  readonly #deltas = new Map<string, number>();
  #timings: string[] = [];
  #gaugesSent = new Set<string>();

  constructor(options: StatsdOptions) {
    this.#options = options;
  }

  count(labels: Labels, name: string, by: number): void {
    const series = seriesName(this.#options, labels, name);
    this.#deltas.set(series, (this.#deltas.get(series) ?? 0) + by);
  }

  time(labels: Labels, name: string, value: number): void {
    if (this.#timings.length >= timingsHeldMax) this.count({}, droppedName, 1);
    else this.#timings.push(`${seriesName(this.#options, labels, name)}:${value}|ms`);
  }

  /** METRICS-SINK: every increment since the last flush once, and every gauge as it is now. */
  flush(rows: readonly Row[]): Uint8Array[] {
    const lines = [...this.#deltas].map(([series, delta]) => `${series}:${delta}|c`);
    lines.push(...this.#timings, ...this.#gaugeLines(rows));
    this.#deltas.clear();
    this.#timings = [];
    return packed(lines);
  }

  digest(into: Digest): void {
    for (const [series, delta] of this.#deltas) {
      into.text(series);
      into.int(delta);
    }
    for (const line of this.#timings) into.text(line);
    for (const series of this.#gaugesSent) into.text(series);
  }

  /** Idle ones as well: whoever starts listening now must learn them. One that went reads 0 once. */
  #gaugeLines(rows: readonly Row[]): string[] {
    const sent = new Set<string>();
    const lines: string[] = [];
    for (const row of rows) {
      for (const [name, { value }] of row.gauges()) {
        const series = seriesName(this.#options, row.labels, name);
        sent.add(series);
        lines.push(`${series}:${value}|g`);
      }
    }
    for (const gone of this.#gaugesSent) if (!sent.has(gone)) lines.push(`${gone}:0|g`);
    this.#gaugesSent = sent;
    return lines;
  }
}

/** METRICS-SINK: the name has the labels of the row, neither more nor less. */
export function seriesName(
  { prefix, tagged }: StatsdOptions,
  labels: Labels,
  name: string,
): string {
  const { cluster, backend } = labels;
  const start = prefix === "" ? "" : `${prefix}.`;
  if (cluster === undefined) return start + name;
  if (tagged) {
    const tag = backend === undefined ? "" : `,backend_id=${escaped(backend)}`;
    return `${start}${name},cluster_id=${escaped(cluster)}${tag}`;
  }
  const part = backend === undefined ? "" : `backend.${escaped(backend)}.`;
  return `${start}cluster.${escaped(cluster)}.${part}${name}`;
}

/** An id cannot end a name, a tag or a line, and two ids never become one. */
function escaped(id: string): string {
  return id.replace(/[^A-Za-z0-9_-]/gu, (character) =>
    [...getTextEncoding().encodeUtf8(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );
}

/** As many lines in a datagram as fit; a line that is too long on its own travels alone. */
function packed(lines: readonly string[]): Uint8Array[] {
  const { encodeUtf8 } = getTextEncoding();
  const datagrams: Uint8Array[] = [];
  let held: string[] = [];
  let heldBytes = 0;
  for (const line of lines) {
    const bytes = encodeUtf8(line).length;
    if (held.length > 0 && heldBytes + 1 + bytes > datagramBytesMax) {
      datagrams.push(encodeUtf8(held.join("\n")));
      held = [];
    }
    heldBytes = held.length === 0 ? bytes : heldBytes + 1 + bytes;
    held.push(line);
  }
  if (held.length > 0) datagrams.push(encodeUtf8(held.join("\n")));
  return datagrams;
}
