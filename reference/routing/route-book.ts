// The routes of every listener, kept from the verbs that change them. A verb that the configuration
// state refused never comes here.

import type { RequestHttpFrontend } from "../../wire/index.ts";
import { PathRuleKind } from "../../wire/index.ts";
import { compilePattern, type Pattern } from "../pattern/pattern.ts";
import { frontendRecord } from "../state/frontend-verbs.ts";
import type { Frontend } from "../state/model.ts";
import { treatmentOf } from "./edit/treatment.ts";
import type { Route } from "./table/route.ts";
import { RouteTable, type Asked } from "./table/route-table.ts";

export class RouteBook {
  readonly #tables = new Map<string, RouteTable>();
  readonly #byKey = new Map<string, Route>();
  #sequence = 0;

  add(kind: Frontend["kind"], message: RequestHttpFrontend): void {
    const { key, frontend } = frontendRecord(kind, message);
    if (this.#byKey.has(key)) return;
    const route: Route = {
      key,
      sequence: this.#sequence++,
      frontend,
      pattern: patternOf(message),
      treatment: treatmentOf(kind, message),
      tags: Object.entries(message.tags).map(([name, value]) => `${name}=${value}`),
    };
    this.#byKey.set(key, route);
    this.#tableAt(frontend.address).add(route);
  }

  remove(kind: Frontend["kind"], message: RequestHttpFrontend): void {
    const { key } = frontendRecord(kind, message);
    this.#forget(this.#byKey.get(key));
  }

  removeCluster(id: string): void {
    for (const route of [...this.#byKey.values()]) {
      if (route.frontend.clusterId === id) this.#forget(route);
    }
  }

  /** The routes of every listener that `isThere` does not know go. */
  keepListeners(isThere: (address: string) => boolean): void {
    for (const address of [...this.#tables.keys()]) {
      if (!isThere(address)) this.#tables.delete(address);
    }
    for (const [key, { frontend }] of this.#byKey) {
      if (!isThere(frontend.address)) this.#byKey.delete(key);
    }
  }

  find(listener: string, asked: Asked): Route | undefined {
    return this.#tables.get(listener)?.find(asked);
  }

  #tableAt(address: string): RouteTable {
    const table = this.#tables.get(address) ?? new RouteTable();
    this.#tables.set(address, table);
    return table;
  }

  #forget(route: Route | undefined): void {
    if (route === undefined) return;
    this.#byKey.delete(route.key);
    this.#tables.get(route.frontend.address)?.remove(route);
  }
}

function patternOf({ path }: RequestHttpFrontend): Pattern | undefined {
  if (path?.kind !== PathRuleKind.REGEX) return undefined;
  const result = compilePattern(path.value);
  if (!result.ok) throw new Error(`the state took a pattern that is none: ${result.reason}`);
  return result.pattern;
}
