// The verbs that list the configuration, from the master's own state.

import { create, ListedFrontendsSchema, ListenersListSchema } from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import type { Control } from "./control.ts";
import { done, misplaced, type Order } from "./order.ts";

/**
 * No filter set is every frontend. The reply has room for HTTP frontends only; the others are told
 * by their number.
 */
export function listFrontends(control: Control, _now: Micros, order: Order): void {
  const type = order.request.requestType;
  if (type.case !== "listFrontends") throw misplaced(order);
  const { http, https, tcp } = type.value;
  const isEvery = !http && !https && !tcp;
  const frontends = control.state.frontends();
  const secure = frontends.filter(({ kind }) => kind === "https");
  const httpFrontends = frontends
    .filter(({ kind }) => kind === "http" && (isEvery || http))
    .map(({ message }) => message);
  const value = create(ListedFrontendsSchema, { httpFrontends });
  const text = `${httpFrontends.length} HTTP frontends listed, ${secure.length} HTTPS frontends not`;
  control.conclude(order, done(text, { case: "frontendList", value }));
}

/** The schema has no field for a listener yet: it is told how many there are. */
export function listListeners(control: Control, _now: Micros, order: Order): void {
  const value = create(ListenersListSchema, {});
  const text = `${control.state.listeners().length} listeners`;
  control.conclude(order, done(text, { case: "listenersList", value }));
}
