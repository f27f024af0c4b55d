// The requests by which one listener or frontend comes to be: the records of a snapshot.

import { ActivateListenerSchema, create, ListenerType, type Request } from "../../wire/index.ts";
import type { Frontend, Listener, ListenerKind, ListenerMessage } from "./model.ts";

type RequestType = Request["requestType"];

const listenerTypes: Readonly<Record<ListenerKind, ListenerType>> = {
  http: ListenerType.HTTP,
  https: ListenerType.HTTPS,
  tcp: ListenerType.TCP,
};

/** Inactive: an activation of its own follows, where there is one. */
export function listenerRequest(listener: ListenerMessage): RequestType {
  switch (listener.kind) {
    case "http":
      return { case: "addHttpListener", value: listener.message };
    case "https":
      return { case: "addHttpsListener", value: listener.message };
    case "tcp":
      return { case: "addTcpListener", value: listener.message };
  }
}

export function activation({ kind, socketAddress }: Listener): RequestType {
  const value = create(ActivateListenerSchema, {
    address: socketAddress,
    proxy: listenerTypes[kind],
  });
  return { case: "activateListener", value };
}

export function frontendRequest({ kind, message }: Frontend): RequestType {
  return kind === "http"
    ? { case: "addHttpFrontend", value: message }
    : { case: "addHttpsFrontend", value: message };
}
