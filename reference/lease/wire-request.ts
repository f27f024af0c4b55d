// The lease request as it came over the wire, with nothing guessed: what was absent stays absent.

import { parseSessionId, type SetMetricDetail } from "../../wire/index.ts";
import type { Binding } from "./binding.ts";
import type { LeaseRequest } from "./request.ts";

/** `binding` is whoever stands behind it, which only the receiver knows whom to believe about. */
export function leaseRequestOf(message: SetMetricDetail, binding: Binding): LeaseRequest {
  return {
    clientId: message.clientId,
    detail: isSet(message, "detail") ? message.detail : undefined,
    ttlSeconds: isSet(message, "ttlSeconds") ? message.ttlSeconds : undefined,
    clear: message.clear,
    binding,
  };
}

/** What the master filled in. BIND-ULID-FORMS: an unreadable session counts as absent. */
export function bindingOf(message: SetMetricDetail): Binding {
  return {
    pid: isSet(message, "peerPid") ? message.peerPid : undefined,
    session: parseSessionId(message.peerSessionUlid),
  };
}

/** Absent fields are read through the prototype, as their defaults. */
export function isSet(message: SetMetricDetail, field: keyof SetMetricDetail): boolean {
  return Object.hasOwn(message, field);
}
