// Plain values out of decoded messages. Presence matters to the contract (an absent ttl is not a ttl
// of 0), so a field that is not on the wire is undefined here.
import { blankSetMetricDetail, encodeRequest } from "../../wire/index.ts";
import type {
  MetricDetail,
  Request,
  Response,
  SetMetricDetail,
  WorkerMetricDetailStatus,
  Event,
} from "../../wire/index.ts";
import type {
  FleetStatus,
  LeaseRequest,
  LevelChange,
  ReplyStatus,
  RequestTaken,
  Verb,
  WorkerStatus,
} from "./observation.ts";

// Only fields that were read are properties of the message itself; the others come from its prototype.
function present<Message extends object, Name extends keyof Message>(
  message: Message,
  name: Name,
): Message[Name] | undefined {
  return Object.hasOwn(message, name) ? message[name] : undefined;
}

export function leaseRequestOf(message: SetMetricDetail): LeaseRequest {
  return {
    clientId: message.clientId,
    detail: present(message, "detail"),
    ttlSeconds: present(message, "ttlSeconds"),
    clear: present(message, "clear"),
    reason: present(message, "reason"),
    peerPid: present(message, "peerPid"),
    peerSession: present(message, "peerSessionUlid"),
  };
}

/** What is asked for: a lease verb as plain values, any other verb as its message. */
export type Content =
  | { readonly verb: "setMetricDetail"; readonly lease: LeaseRequest; readonly request: undefined }
  | { readonly verb: Verb; readonly lease: undefined; readonly request: Request };

/** Undefined: no verb of the schema. */
export function contentOf(request: Request | undefined): Content | undefined {
  const type = request?.requestType;
  if (request === undefined || type?.case === undefined) return undefined;
  if (type.case !== "setMetricDetail") return { verb: type.case, lease: undefined, request };
  return { verb: type.case, lease: leaseRequestOf(type.value), request: undefined };
}

/** The verb with its arguments, as a message has it. */
export function requestTypeOf({ request, lease }: RequestTaken): Request["requestType"] {
  if (request !== undefined) return request.requestType;
  if (lease === undefined) return { case: undefined };
  return { case: "setMetricDetail", value: messageOf(lease) };
}

/** The message that is read as this lease verb. */
export function messageOf(lease: LeaseRequest): SetMetricDetail {
  const { clientId, detail, ttlSeconds, clear, reason, peerPid, peerSession } = lease;
  const message = blankSetMetricDetail();
  message.clientId = clientId;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the wire carries any number
  if (detail !== undefined) message.detail = detail as MetricDetail;
  if (ttlSeconds !== undefined) message.ttlSeconds = ttlSeconds;
  if (clear !== undefined) message.clear = clear;
  if (reason !== undefined) message.reason = reason;
  if (peerPid !== undefined) message.peerPid = peerPid;
  if (peerSession !== undefined) message.peerSessionUlid = peerSession;
  return message;
}

/**
 * What two requests that are the same have in common. Every verb but the lease verb is passed on as
 * it is; of a lease verb it is the id, and `sameLeaseContent` says the rest.
 */
export function keyOf({ request, lease }: Content): string {
  return lease === undefined
    ? Buffer.from(encodeRequest(request)).toString("latin1")
    : lease.clientId;
}

/**
 * However a master words two lease verbs for its workers: a clear is its id, and neither an absent
 * ttl and 0 nor an absent clear and false tell two applies apart. Two that are no lease verbs do not
 * differ in this.
 */
export function sameLeaseContent(
  a: LeaseRequest | undefined,
  b: LeaseRequest | undefined,
): boolean {
  if (a === undefined || b === undefined) return a === b;
  const isClear = a.clear === true;
  if (a.clientId !== b.clientId || isClear !== (b.clear === true)) return false;
  return isClear || (a.detail === b.detail && (a.ttlSeconds ?? 0) === (b.ttlSeconds ?? 0));
}

export function workerStatusOf(message: WorkerMetricDetailStatus): WorkerStatus {
  return {
    configured: message.configured,
    effective: message.effective,
    previous: message.previousEffective,
    count: message.activeLeaseCount,
  };
}

const statuses: readonly ReplyStatus[] = ["ok", "processing", "failure"];

/** An unknown status is a failure: whoever reads it cannot take it for success. */
export function statusOf(status: number): ReplyStatus {
  return statuses[status] ?? "failure";
}

export function fleetStatusOf(response: Response): FleetStatus | undefined {
  const content = response.content?.contentType;
  if (content?.case !== "metricDetailStatus") return undefined;
  const { configured, effective, previousEffective, workers } = content.value;
  const byId = new Map<number, WorkerStatus>();
  for (const [id, status] of Object.entries(workers)) byId.set(Number(id), workerStatusOf(status));
  return { configured, effective, previous: previousEffective, workers: byId };
}

/** The hashes of one process as one text, so that two can be compared. */
export function hashesOf(response: Response): ReadonlyMap<string, string> | undefined {
  const answers = response.content?.contentType;
  if (answers?.case !== "workerResponses") return undefined;
  const hashes = new Map<string, string>();
  for (const [key, { contentType }] of Object.entries(answers.value.map)) {
    if (contentType.case !== "clusterHashes") continue;
    const rows = Object.entries(contentType.value.map).map(([id, hash]) => `${id}=${hash}`);
    hashes.set(key, rows.sort().join("\n"));
  }
  return hashes;
}

export function levelChangeOf(event: Event): LevelChange | undefined {
  const change = event.metricDetail;
  if (change === undefined) return undefined;
  return {
    previous: change.previousEffective,
    effective: change.effective,
    transition: change.transitionKind,
    clientId: present(change, "clientId"),
  };
}
