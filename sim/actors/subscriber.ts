// A subscriber: asks for events once, reads everything, and keeps it in its journal. The request
// is labelled NAME:subscribe.

import { create, EmptySchema, RequestSchema } from "../../wire/index.ts";
import type { Host, Machine, Micros } from "../machine.ts";
import { framedRequest } from "./lease-request.ts";
import { Operator } from "./operator.ts";
import type { ClientOptions } from "./operator.ts";

export interface SubscriberOptions {
  readonly name: string;
  readonly startMicros: Micros;
}

export function createSubscriber(
  host: Host,
  subscriber: SubscriberOptions,
  client: ClientOptions,
): Machine {
  const request = create(RequestSchema, {
    requestType: { case: "subscribeEvents", value: create(EmptySchema) },
  });
  const bytes = framedRequest(request);
  return new Operator(
    host,
    [
      {
        at: subscriber.startMicros,
        connection: "main",
        step: `${subscriber.name}:subscribe`,
        action: { kind: "send", bytes, requests: 1, requestId: undefined },
      },
    ],
    client,
  );
}
