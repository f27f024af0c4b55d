// The routes of one listener. Rules before the tree (PRE) and after it (POST) apply in their order,
// whatever they ask for; in the tree the closest host and path win.

import { RulePosition } from "../../../wire/index.ts";
import { HostTable } from "./host-table.ts";
import { older } from "./method-table.ts";
import type { Route } from "./route.ts";

export interface Asked {
  /** In lower case, without a port. */
  readonly host: string;
  /** Without a query. */
  readonly path: string;
  readonly method: string;
}

export class RouteTable {
  readonly #before = new HostTable();
  readonly #tree = new HostTable();
  readonly #after = new HostTable();

  add(route: Route): void {
    this.#tableOf(route).add(route);
  }

  remove(route: Route): void {
    this.#tableOf(route).remove(route);
  }

  find(asked: Asked): Route | undefined {
    return oldest(this.#before, asked) ?? closest(this.#tree, asked) ?? oldest(this.#after, asked);
  }

  #tableOf({ frontend }: Route): HostTable {
    switch (frontend.message.position) {
      case RulePosition.PRE:
        return this.#before;
      case RulePosition.POST:
        return this.#after;
      case RulePosition.TREE:
      default:
        return this.#tree;
    }
  }
}

/** A host that matches without a path that does leaves the request to the next host. */
function closest(table: HostTable, { host, path, method }: Asked): Route | undefined {
  for (const paths of table.matching(host)) {
    const found = paths.find(path, method);
    if (found !== undefined) return found;
  }
  return undefined;
}

function oldest(table: HostTable, { host, path, method }: Asked): Route | undefined {
  let found: Route | undefined;
  for (const paths of table.matching(host)) found = older(found, paths.oldest(path, method));
  return found;
}
