// What a proxy says of its gauges that count what lives: read over its command socket beside a case, on a
// connection of the runner's own. With nothing open each of them is at rest.
import { setTimeout as pause } from "node:timers/promises";
import {
  create,
  encodeRequest,
  QueryMetricsOptionsSchema,
  RequestSchema,
} from "../../../wire/index.ts";
import type { Violation } from "../../checkers/verdicts.ts";
import { metricsOf, type MetricsShown } from "../../observe/metrics.ts";
import { asked } from "../control.ts";

/** GAUGE-REST: their names are the contract's. */
const lifecycle: ReadonlySet<string> = new Set([
  "http.active_requests",
  "backend.connections",
  "backend.pool.size",
  "connections_per_backend",
  "h2.connection.active_streams",
  "h2.connection.window_bytes",
  "h2.connection.pending_window_updates",
]);

const answerMillis = 5_000;
const lookMillis = 25;

/** By name: the sum over all that the fleet files it under. */
type Gauges = ReadonlyMap<string, number>;

function gaugesIn(shown: MetricsShown | undefined): Gauges {
  const sums = new Map<string, number>();
  if (shown?.kind !== "fleet") return sums;
  const tables = shown.workers.size > 0 ? [...shown.workers.values()] : [shown.merged];
  for (const { name, value } of tables.flatMap((rows) => [...rows.values()])) {
    if (!lifecycle.has(name) || value.case !== "gauge") continue;
    sums.set(name, (sums.get(name) ?? 0) + Number(value.value));
  }
  return sums;
}

/** Undefined: it does not tell. */
async function gaugesOf(path: string): Promise<Gauges | undefined> {
  const value = create(QueryMetricsOptionsSchema, { workers: true });
  const request = create(RequestSchema, { requestType: { case: "queryMetrics", value } });
  const response = await asked(path, encodeRequest(request), answerMillis);
  const shown = metricsOf(response?.content);
  return shown === undefined ? undefined : gaugesIn(shown);
}

export interface Rest {
  /** Whether it shows its gauges. */
  readonly isEvaluated: boolean;
  readonly violations: readonly Violation[];
}

/**
 * GAUGE-REST: every connection of the case is over by now; a proxy is given `patienceMillis` to notice.
 * Before a case nothing was open either, so what it says then is what it has to say afterwards.
 */
export async function restOf(
  path: string,
  { at, patienceMillis }: { readonly at: number; readonly patienceMillis: number },
): Promise<Rest> {
  const deadline = performance.now() + patienceMillis;
  for (;;) {
    const gauges = await gaugesOf(path);
    if (gauges === undefined || gauges.size === 0) return { isEvaluated: false, violations: [] };
    const left = [...gauges].filter(([, value]) => value !== 0);
    if (left.length === 0) return { isEvaluated: true, violations: [] };
    if (performance.now() >= deadline)
      return { isEvaluated: true, violations: left.map(fault(at)) };
    await pause(lookMillis);
  }
}

function fault(at: number): (left: readonly [string, number]) => Violation {
  return ([name, value]) => ({
    rule: "GAUGE-REST",
    index: 0,
    at,
    message: `${name} with no connection open`,
    expected: "0",
    actual: String(value),
  });
}
