// Which verbs make up the configuration, and what each does to the model. Everything else a client may
// ask for is somebody else's work.

import type { Request } from "../../wire/index.ts";
import { addBackend, addCluster, removeBackend, removeCluster } from "./cluster-verbs.ts";
import { addCertificate } from "./certificate-verbs.ts";
import { addFrontend, removeFrontend } from "./frontend-verbs.ts";
import { addListener, removeListener, setActive } from "./listener-verbs.ts";
import type { Model } from "./model.ts";
import type { Change } from "./registry.ts";

type RequestType = Request["requestType"];
type Verb = Exclude<RequestType["case"], undefined>;
type Argument<V extends Verb> = Extract<RequestType, { case: V }>["value"];
type Handler<V extends Verb> = (model: Model, argument: Argument<V>) => readonly Change[];

export type ConfigurationVerb =
  | "addCluster"
  | "removeCluster"
  | "addBackend"
  | "removeBackend"
  | "addCertificate"
  | "addHttpListener"
  | "addHttpsListener"
  | "addTcpListener"
  | "removeListener"
  | "activateListener"
  | "deactivateListener"
  | "addHttpFrontend"
  | "removeHttpFrontend"
  | "addHttpsFrontend"
  | "removeHttpsFrontend";

type Handlers = { readonly [V in ConfigurationVerb]: Handler<V> };

const handlers: Handlers = {
  addCluster,
  removeCluster,
  addBackend,
  removeBackend,
  addCertificate,
  addHttpListener: (model, message) => addListener(model, { kind: "http", message }),
  addHttpsListener: (model, message) => addListener(model, { kind: "https", message }),
  addTcpListener: (model, message) => addListener(model, { kind: "tcp", message }),
  removeListener,
  activateListener: (model, message) => setActive(model, message, true),
  deactivateListener: (model, message) => setActive(model, message, false),
  addHttpFrontend: (model, message) => addFrontend(model, "http", message),
  removeHttpFrontend: (model, message) => removeFrontend(model, "http", message),
  addHttpsFrontend: (model, message) => addFrontend(model, "https", message),
  removeHttpsFrontend: (model, message) => removeFrontend(model, "https", message),
};

/** A verb with its argument, so that the two cannot be mixed up. */
export type ConfigurationOrder<V extends ConfigurationVerb = ConfigurationVerb> = {
  [K in V]: { readonly case: K; readonly value: Argument<K> };
}[V];

export function isConfiguration(type: RequestType): type is RequestType & ConfigurationOrder {
  return type.case !== undefined && Object.hasOwn(handlers, type.case);
}

/** Throws Refusal, and has changed nothing then. */
export function perform<V extends ConfigurationVerb>(
  model: Model,
  order: ConfigurationOrder<V>,
): readonly Change[] {
  return handlers[order.case](model, order.value);
}
