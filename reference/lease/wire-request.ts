// The lease request as it came over the wire, with nothing guessed: what was absent stays absent.

import { isFieldSet } from "@bufbuild/protobuf";
import { parseSessionId, SetMetricDetailSchema, type SetMetricDetail } from "../../wire/index.ts";
import type { Binding } from "./binding.ts";
import type { LeaseRequest } from "./request.ts";

const { field } = SetMetricDetailSchema;

/** `binding` is whoever stands behind it, which only the receiver knows whom to believe about. */
export function leaseRequestOf(message: SetMetricDetail, binding: Binding): LeaseRequest {
  return {
    clientId: message.clientId,
    detail: isFieldSet(message, field.detail) ? message.detail : undefined,
    ttlSeconds: isFieldSet(message, field.ttlSeconds) ? message.ttlSeconds : undefined,
    clear: message.clear,
    binding,
  };
}

/** What the master filled in. BIND-ULID-FORMS: an unreadable session counts as absent. */
export function bindingOf(message: SetMetricDetail): Binding {
  return {
    pid: isFieldSet(message, field.peerPid) ? message.peerPid : undefined,
    session: parseSessionId(message.peerSessionUlid),
  };
}
