// The verbs that only ask: who works, what was counted, what the metrics say. They change nothing
// but the switch of the metrics themselves.

import {
  create,
  ResponseContentSchema,
  RunState,
  WorkerInfosSchema,
  WorkerResponsesSchema,
  type WorkerInfos,
  type WorkerResponses,
} from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import { aggregate, mergeNames } from "../metrics/merge.ts";
import {
  aggregatedMetricsMessage,
  availableMetricsMessage,
  metricNamesOf,
  workerSnapshotOf,
} from "../metrics/message.ts";
import type { MetricNames } from "../metrics/query.ts";
import type { WorkerSnapshot } from "../metrics/value.ts";
import { clusterHashes } from "../state/cluster-hashes.ts";
import type { Control } from "./control.ts";
import type { Gather } from "./gather.ts";
import { done, misplaced, type ContentType, type Order } from "./order.ts";
import { outcomeOf } from "./outcome.ts";
import type { WorkerState } from "./worker-link.ts";

const runStates: Readonly<Record<WorkerState, RunState>> = {
  starting: RunState.NOT_ANSWERING,
  running: RunState.RUNNING,
  stopping: RunState.STOPPING,
  stopped: RunState.STOPPED,
};

export function listWorkers(control: Control, _now: Micros, order: Order): void {
  const value = workerInfos(control, (state) => runStates[state]);
  control.conclude(order, done("workers listed", { case: "workers", value }));
}

export function countRequests(control: Control, _now: Micros, order: Order): void {
  const value = control.requestCounter.message();
  control.conclude(order, done("requests counted", { case: "requestCounts", value }));
}

/** FANOUT-ONE-TERMINAL: an OK of its own, which leaves before the first event does. */
export function subscribeEvents(control: Control, _now: Micros, order: Order): void {
  order.slot.subscribes = true;
  control.conclude(order, done("subscribed to events"));
}

export function status(control: Control, now: Micros, order: Order): void {
  control.progress(order, "asking the workers for their status");
  control.scatter(now, {
    order,
    requests: [order.request],
    deadline: control.workerDeadline(now),
    conclude(_at, gather) {
      const value = workerInfos(control, (state, id) => stateAfter(state, gather, id));
      const content = { case: "workers", value } as const;
      control.conclude(order, { ...outcomeOf(gather, "status collected"), content });
    },
  });
}

/** METRICS-MERGE; the filters travel to the workers as they are. */
export function queryMetrics(control: Control, now: Micros, order: Order): void {
  const type = order.request.requestType;
  if (type.case !== "queryMetrics") throw misplaced(order);
  const { list, workers } = type.value;
  control.progress(order, "asking the workers for their metrics");
  control.scatter(now, {
    order,
    requests: [order.request],
    deadline: control.workerDeadline(now),
    conclude(_at, gather) {
      const content = list ? namesContent(gather) : metricsContent(control, gather, workers);
      control.conclude(order, { ...outcomeOf(gather, "metrics collected"), content });
    },
  });
}

/** CONFIG-RESTART can be seen from outside: equal configurations have equal hashes. */
export function queryClustersHashes(control: Control, now: Micros, order: Order): void {
  control.progress(order, "asking the workers for their clusters");
  control.scatter(now, {
    order,
    requests: [order.request],
    deadline: control.workerDeadline(now),
    conclude(_at, gather) {
      const map: WorkerResponses["map"] = {
        main: create(ResponseContentSchema, { contentType: clusterHashes(control.state) }),
      };
      for (const { worker, content } of gather.parts) {
        if (content?.contentType.case === "clusterHashes") map[String(worker)] = content;
      }
      const value = create(WorkerResponsesSchema, { map });
      const content = { case: "workerResponses", value } as const;
      control.conclude(order, { ...outcomeOf(gather, "clusters hashed"), content });
    },
  });
}

function workerInfos(
  control: Control,
  runState: (state: WorkerState, id: number) => RunState,
): WorkerInfos {
  // The host does not tell pids, and a worker does not know its own.
  const vec = control.fleet
    .all()
    .map(({ id, state }) => ({ id, pid: 0, runState: runState(state, id) }));
  return create(WorkerInfosSchema, { vec });
}

function stateAfter(state: WorkerState, gather: Gather, id: number): RunState {
  if (state === "stopped" || state === "stopping") return runStates[state];
  return gather.part(id)?.state === "ok" ? RunState.RUNNING : RunState.NOT_ANSWERING;
}

function namesContent(gather: Gather): ContentType {
  const answers = gather.parts.flatMap(({ content }): MetricNames[] => {
    const type = content?.contentType;
    return type?.case === "availableMetrics" ? [metricNamesOf(type.value)] : [];
  });
  return { case: "availableMetrics", value: availableMetricsMessage(mergeNames(answers)) };
}

function metricsContent({ metrics }: Control, gather: Gather, separate: boolean): ContentType {
  const snapshots = new Map<string, WorkerSnapshot>();
  for (const { worker, content } of gather.parts) {
    const type = content?.contentType;
    if (type?.case === "workerMetrics") {
      snapshots.set(String(worker), workerSnapshotOf(type.value));
    }
  }
  const merged = aggregate(metrics.proxyMetrics(), snapshots, separate);
  return { case: "metrics", value: aggregatedMetricsMessage(merged) };
}
