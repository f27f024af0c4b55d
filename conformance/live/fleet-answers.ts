// What clients were answered who asked for all metrics of a fleet.
import type { ActorJournal, ConnectionJournal } from "../../sim/index.ts";
import { decodeRequest, FrameDecoder } from "../../wire/index.ts";
import { pairsOf } from "../expectations/pairing.ts";
import { isFiltered } from "../model/metrics/filter.ts";
import { type MetricRow, metricsOf } from "../observe/metrics.ts";

export interface FleetAnswer {
  readonly sentAt: number;
  readonly at: number;
  /** Of all workers together. */
  readonly rows: readonly MetricRow[];
}

/** By their instants. */
export function fleetAnswersIn(journals: readonly ActorJournal[]): FleetAnswer[] {
  return journals
    .flatMap((journal) => journal.connections)
    .flatMap(answersOn)
    .sort((left, right) => left.at - right.at);
}

function answersOn(connection: ConnectionJournal): FleetAnswer[] {
  const asked = connection.entries.flatMap((entry) =>
    entry.kind === "sent" ? asksForAll(entry.bytes, entry.requests) : [],
  );
  return pairsOf(connection).flatMap(({ sentAt, ordinal, reply, standing }): FleetAnswer[] => {
    if (asked[ordinal] !== true || reply === undefined || standing !== "answered") return [];
    if ("id" in reply.message) return [];
    const shown = metricsOf(reply.message.content);
    if (shown?.kind !== "fleet" || shown.merged.size === 0) return [];
    return [{ sentAt, at: reply.at, rows: [...shown.merged.values()] }];
  });
}

/** One for each request that the bytes bring. */
function asksForAll(bytes: Uint8Array, requests: number): boolean[] {
  const frames = new FrameDecoder(Math.max(bytes.length, 8));
  frames.push(bytes);
  const found: boolean[] = [];
  for (let next = frames.next(); next?.kind === "frame"; next = frames.next()) {
    const decoded = decodeRequest(next.payload);
    const type = decoded.ok ? decoded.message.requestType : undefined;
    found.push(type?.case === "queryMetrics" && !type.value.workers && !isFiltered(type.value));
  }
  return found.length === requests ? found : new Array<boolean>(requests).fill(false);
}
