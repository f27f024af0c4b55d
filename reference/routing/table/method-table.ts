// The routes that differ in their method only. One that names the method goes before one that takes
// any.

import type { Route } from "./route.ts";

export class MethodTable {
  readonly #byMethod = new Map<string, Route>();

  get isEmpty(): boolean {
    return this.#byMethod.size === 0;
  }

  add(route: Route): void {
    this.#byMethod.set(route.frontend.message.method, route);
  }

  remove(route: Route): void {
    this.#byMethod.delete(route.frontend.message.method);
  }

  /** Methods are compared as they are (RFC 9110 §9.1). */
  find(method: string): Route | undefined {
    return this.#byMethod.get(method) ?? this.#byMethod.get("");
  }

  /** The older of those that fit. */
  oldest(method: string): Route | undefined {
    return older(this.#byMethod.get(method), this.#byMethod.get(""));
  }
}

export function older(one: Route | undefined, other: Route | undefined): Route | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.sequence < other.sequence ? one : other;
}
