// What the exchanges of one client's connection amount to in metrics and in the access log. The slot
// table says when; who routed or answered them is not known here.

import type { FlowProbe, Host, Micros } from "../host.ts";
import type { Aggregator } from "../metrics/aggregator.ts";
import type { GaugeHold, RowHold } from "../metrics/hold.ts";
import type { Labels } from "../metrics/labels.ts";
import { microsPerMilli } from "../bounds.ts";
import { accessLine, timesOf, type AccessFacts, type AccessTimes } from "./access-line.ts";
import type { Flow } from "./flow.ts";
import type { Gauges } from "./gauges.ts";
import type { ExchangeRecord } from "./record.ts";
import { slotDigest } from "./slot-digest.ts";
import type { Slot } from "./slot.ts";
import type { SlotLedger } from "./slot-table.ts";

/** Statuses with a counter of their own (LOG-STATUS). */
const countedStatuses: readonly number[] = [
  200, 201, 204, 301, 302, 304, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504, 507,
];

/** In full: a name that is put together anew is hashed anew wherever it is looked up. */
const ownCounters: ReadonlyMap<number | undefined, string> = new Map(
  countedStatuses.map((status) => [status, `http.status.${status}`]),
);

/** By the hundreds. */
const buckets: readonly (string | undefined)[] = [
  undefined,
  "http.status.1xx",
  "http.status.2xx",
  "http.status.3xx",
  "http.status.4xx",
  "http.status.5xx",
];

export interface AccountsParts {
  readonly host: Host;
  readonly metrics: Aggregator;
  readonly gauges: Gauges;
  readonly access: AccessFacts;
}

export class Accounts implements SlotLedger {
  readonly #parts: AccountsParts;
  readonly #units = new Map<Slot, GaugeHold>();
  /** LABEL-ROW-LIFETIME: rows of what an exchange in flight names. */
  readonly #rows = new Map<Slot, RowHold[]>();

  constructor(parts: AccountsParts) {
    this.#parts = parts;
  }

  /** GAUGE-COUNT-ONCE */
  count(slot: Slot): void {
    const { gauges, metrics } = this.#parts;
    this.#units.set(slot, gauges.take("http.active_requests"));
    metrics.count("http.requests");
  }

  /** The rows of these labels stay until the exchange has its record. */
  retain(slot: Slot, labels: Labels): void {
    const hold = this.#parts.metrics.retain(labels);
    const there = this.#rows.get(slot);
    if (there === undefined) this.#rows.set(slot, [hold]);
    else there.push(hold);
  }

  /** GAUGE-RELEASE-ONCE, LOG-EXACTLY-ONE */
  settle(now: Micros, slot: Slot): void {
    const { record } = slot;
    const unit = this.#units.get(slot);
    if (unit !== undefined) this.#parts.gauges.give(unit);
    this.#units.delete(slot);
    const times = timesOf(now, record);
    this.#countStatus(record);
    this.#write(record, times);
    this.#file(record, times);
    for (const hold of this.#rows.get(slot) ?? []) hold.release();
    this.#rows.delete(slot);
  }

  moved(slot: Slot, from: string, to: string, input: string): void {
    const { host, access } = this.#parts;
    if (!host.probing) return;
    const { request, response, counted, attempts, token, isOpen } = slot;
    const isFresh = to === "Idle";
    host.probe({
      kind: "slot",
      session: access.client.conn,
      slot: slot.index,
      stream: slot.frontStream,
      from,
      to,
      input,
      counted,
      attempts,
      token,
      isListed: slot.isListed,
      isOpen,
      isQuiesced: slot.isQuiesced,
      requestFlow: flowProbe(request),
      responseFlow: flowProbe(response),
      requestBytes: request.received,
      responseBytes: response.received,
      isRequestEnded: request.ended,
      isResponseEnded: response.ended,
      status: slot.record.status,
      ...(isFresh ? { digest: slotDigest(slot) } : {}),
    });
  }

  /** GAUGE-INTERIM: nothing is settled by it, so that checkers have to be shown. */
  interim({ index: slot }: Slot): void {
    const { host, access } = this.#parts;
    if (host.probing) host.probe({ kind: "interim", session: access.client.conn, slot });
  }

  /** LOG-STATUS, LOG-ERROR: one bucket for each record. */
  #countStatus(record: ExchangeRecord): void {
    const { metrics } = this.#parts;
    const { labels, status, isError, message } = record;
    if (isError) metrics.count("http.errors", labels);
    metrics.count(bucketOf(status), labels);
    const own = ownCounters.get(status);
    if (own !== undefined) metrics.count(own, labels);
    if (message === "H1::Complete") metrics.count("http.e2e.http11");
    if (message === "H2::Complete") metrics.count("http.e2e.h2");
  }

  /** LOG-UNSENT: a record that cannot be written changes nothing else. */
  #write(record: ExchangeRecord, times: AccessTimes): void {
    const { host, metrics, access } = this.#parts;
    const clientRoundTrip = host.roundTrip(access.client.conn);
    const { client, sessionId } = access;
    const line = accessLine({ client, sessionId, clientRoundTrip }, record, times);
    if (!host.append("access", line)) metrics.count("unsent-access-logs");
  }

  /** LOG-METRICS-ONCE */
  #file(record: ExchangeRecord, times: AccessTimes): void {
    const { metrics } = this.#parts;
    const { labels, bytesIn, bytesOut } = record;
    metrics.count("access_logs.count", labels);
    if (bytesIn > 0) metrics.count("bytes_in", labels, bytesIn);
    if (bytesOut > 0) metrics.count("bytes_out", labels, bytesOut);
    metrics.record("request_time", inMillis(times.request), labels);
    metrics.record("service_time", inMillis(times.service), labels);
    if (record.backend === undefined) return;
    metrics.count("requests", labels);
    if (times.response === undefined) return;
    metrics.record("backend_response_time", inMillis(times.response), labels);
  }
}

function flowProbe({ head, buffer, finished, failure, window }: Flow<unknown>): FlowProbe {
  return {
    hasHead: head !== undefined,
    storedBytes: buffer.size,
    isFinished: finished,
    isBroken: failure !== undefined,
    windowBytes: window,
  };
}

function bucketOf(status: number | undefined): string {
  if (status === undefined) return "http.status.none";
  return buckets[Math.trunc(status / 100)] ?? "http.status.other";
}

function inMillis(micros: Micros): number {
  return Math.trunc(micros / microsPerMilli);
}
