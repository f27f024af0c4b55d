// What a worker says about one request: the values its verbs return and the messages they become.

import {
  create,
  EventKind,
  ResponseStatus,
  WorkerResponseSchema,
  type ResponseContent,
  type WorkerMetricDetailStatus,
  type WorkerResponse,
} from "../../wire/index.ts";
import type { LeaseStatus } from "../lease/status.ts";
import type { Transition } from "../lease/transition.ts";

export type ContentType = ResponseContent["contentType"];

export interface Answer {
  readonly ok: boolean;
  readonly message: string;
  readonly content?: ContentType;
}

export function accepted(message = "", content?: ContentType): Answer {
  return content === undefined ? { ok: true, message } : { ok: true, message, content };
}

export function refused(message: string): Answer {
  return { ok: false, message };
}

export function answerMessage(id: string, { ok, message, content }: Answer): WorkerResponse {
  const status = ok ? ResponseStatus.OK : ResponseStatus.FAILURE;
  const $typeName = "kakehi.command.WorkerResponse";
  if (content === undefined) return { $typeName, id, status, message };
  const wrapped: ResponseContent = {
    $typeName: "kakehi.command.ResponseContent",
    contentType: content,
  };
  return { $typeName, id, status, message, content: wrapped };
}

/** A stop is under way. */
export function progressMessage(id: string): WorkerResponse {
  return create(WorkerResponseSchema, { id, status: ResponseStatus.PROCESSING, message: "" });
}

/** EVENT-CONTENT: the level before, the level after and the client_id, which expiry has not. */
export function eventMessage(transition: Transition): WorkerResponse {
  const { previous, effective, kind, clientId } = transition;
  return create(WorkerResponseSchema, {
    id: "EVENT",
    status: ResponseStatus.PROCESSING,
    message: "",
    content: {
      contentType: {
        case: "event",
        value: {
          kind: EventKind.METRIC_DETAIL_CHANGED,
          metricDetail: {
            previousEffective: previous,
            effective,
            transitionKind: kind,
            ...(clientId === undefined ? {} : { clientId }),
          },
        },
      },
    },
  });
}

/** STATUS-WORKER */
export function statusContent(status: LeaseStatus): ContentType {
  const { configured, effective, previous, count } = status;
  const value: WorkerMetricDetailStatus = {
    $typeName: "kakehi.command.WorkerMetricDetailStatus",
    configured,
    effective,
    previousEffective: previous,
    activeLeaseCount: count,
  };
  return { case: "workerMetricDetailStatus", value };
}
