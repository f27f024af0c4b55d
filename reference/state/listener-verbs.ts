// The verbs about listeners. Whether a listener is active is what the operator asked for; whether its
// address could be bound is known elsewhere.

import { clone, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  ActivateListenerSchema,
  HttpListenerConfigSchema,
  HttpsListenerConfigSchema,
  ListenerType,
  RemoveListenerSchema,
  TcpListenerConfigSchema,
  type ActivateListener,
  type DeactivateListener,
  type RemoveListener,
  type SocketAddress,
  type TcpListenerConfig,
} from "../../wire/index.ts";
import { checkedAddress, present } from "./address.ts";
import { isFieldName } from "./field-text.ts";
import type { Listener, ListenerKind, ListenerMessage, Model } from "./model.ts";
import { listenerRequest } from "./record.ts";
import { quoted, refuse, refuseSecond } from "./refusal.ts";
import type { Change, Registry } from "./registry.ts";

const kinds: ReadonlyMap<ListenerType, ListenerKind> = new Map([
  [ListenerType.HTTP, "http"],
  [ListenerType.HTTPS, "https"],
  [ListenerType.TCP, "tcp"],
]);

/** Not an upsert: connections hang on a listener, so it is never exchanged under them. */
export function addListener({ listeners }: Model, added: ListenerMessage): readonly Change[] {
  const socketAddress = present(
    added.kind === "tcp" ? located(added.message) : added.message.address,
  );
  const address = checkedAddress(socketAddress);
  const there = listeners.get(address);
  const { listener, active } = settled(added);
  if (added.kind !== "tcp") checkStickyName(added.message.stickyName);
  if (there !== undefined) {
    const text = `there is already a listener for ${there.kind} at ${address}`;
    refuseSecond(text, listenerRequest(there), listenerRequest(listener));
  }
  return [listeners.put(address, { ...listener, address, socketAddress, active })];
}

/** Empty stands for the usual one. */
function checkStickyName(name: string): void {
  if (name !== "" && !isFieldName(name)) refuse(`${quoted(name)} is not the name of a cookie`);
}

interface Settled {
  readonly listener: ListenerMessage;
  readonly active: boolean;
}

/** Whether a listener is active changes, so it is kept beside the message and not in it. */
function settled(added: ListenerMessage): Settled {
  switch (added.kind) {
    case "http": {
      const message = clone(HttpListenerConfigSchema, added.message);
      message.active = false;
      return { listener: { kind: "http", message }, active: added.message.active };
    }
    case "https": {
      const message = clone(HttpsListenerConfigSchema, added.message);
      message.active = false;
      return { listener: { kind: "https", message }, active: added.message.active };
    }
    case "tcp":
      return { listener: added, active: false };
  }
}

/** Its frontends and certificates go with it: no connection could reach them. */
export function removeListener(model: Model, message: RemoveListener): readonly Change[] {
  const { listeners, certificates, frontends } = model;
  const { address } = existing(model, addressed(message));
  return [
    ...keysAt(address, frontends).map((key) => frontends.remove(key)),
    ...keysAt(address, certificates).map((key) => certificates.remove(key)),
    listeners.remove(address),
  ];
}

function keysAt(
  address: string,
  registry: Registry<{ readonly address: string }>,
): readonly string[] {
  return registry.entries().flatMap(([key, each]) => (each.address === address ? [key] : []));
}

/** Already as asked: fine, and nothing changes. */
export function setActive(
  model: Model,
  named: ActivateListener | DeactivateListener,
  active: boolean,
): readonly Change[] {
  const listener = existing(model, named);
  if (listener.active === active) return [];
  return [model.listeners.put(listener.address, { ...listener, active })];
}

type Named = Pick<ActivateListener, "address" | "proxy">;

function existing({ listeners }: Model, { address, proxy }: Named): Listener {
  const kind = kinds.get(proxy);
  if (kind === undefined) refuse(`listeners of type ${proxy} are not offered here`);
  const at = checkedAddress(address);
  const listener = listeners.get(at);
  if (listener?.kind !== kind) refuse(`there is no ${kind} listener at ${at}`);
  return listener;
}

/** A RemoveListener begins as an ActivateListener does: address, then type. */
function addressed(message: RemoveListener): Named {
  return reread(toBinary(RemoveListenerSchema, message));
}

/** A TcpListenerConfig begins with its address; the rest of it is carried as it came. */
function located(message: TcpListenerConfig): SocketAddress | undefined {
  const unknown = message.$unknown?.filter(({ no }) => no === 1) ?? [];
  const bytes = toBinary(TcpListenerConfigSchema, { ...message, $unknown: unknown });
  return reread(bytes).address;
}

function reread(bytes: Uint8Array): ActivateListener {
  try {
    return fromBinary(ActivateListenerSchema, bytes);
  } catch {
    return refuse("the listener's address cannot be read");
  }
}
