// Routes by host name: whole names in a map, names with `*` or patterns in a trie of labels from the
// right. Names are in lower case on both sides.

import { hostLabels, type HostLabel } from "./host-rule.ts";
import { PathTable } from "./path-table.ts";
import type { Route } from "./route.ts";

interface PatternBranch {
  readonly label: HostLabel & { readonly kind: "pattern" };
  readonly node: HostNode;
}

class HostNode {
  readonly literals = new Map<string, HostNode>();
  patterns: PatternBranch[] = [];
  /** Under the next label, whatever it is. */
  any: PathTable | undefined;
  paths: PathTable | undefined;

  get isEmpty(): boolean {
    const branches = this.literals.size + this.patterns.length;
    return branches === 0 && this.any === undefined && this.paths === undefined;
  }
}

export class HostTable {
  readonly #exact = new Map<string, PathTable>();
  readonly #root = new HostNode();
  /** For `*` alone, which is every host. */
  #everyHost: PathTable | undefined;

  add(route: Route): void {
    const { hostname } = route.frontend;
    this.#change(hostname, (paths) => {
      const table = paths ?? new PathTable();
      table.add(route);
      return table;
    });
  }

  remove(route: Route): void {
    this.#change(route.frontend.hostname, (paths) => {
      paths?.remove(route);
      return paths?.isEmpty === true ? undefined : paths;
    });
  }

  /**
   * ROUTE-MATCH: the tables of every name that matches: exact, then the trie from the right, where a
   * literal label goes before a pattern before `*`, then the default.
   */
  matching(host: string): readonly PathTable[] {
    const found: PathTable[] = [];
    const exact = this.#exact.get(host);
    if (exact !== undefined) found.push(exact);
    if (!this.#root.isEmpty) collect(this.#root, host.split("."), found);
    if (this.#everyHost !== undefined) found.push(this.#everyHost);
    return found;
  }

  /** Applies `change` to the table of `hostname`; undefined stands for none, before and after. */
  #change(hostname: string, change: (paths: PathTable | undefined) => PathTable | undefined): void {
    const labels = hostLabels(hostname);
    if (labels === undefined) throw new Error("the state took a host name that is none");
    if (hostname === "*") this.#everyHost = change(this.#everyHost);
    else if (labels.every(({ kind }) => kind === "literal")) {
      const paths = change(this.#exact.get(hostname));
      if (paths === undefined) this.#exact.delete(hostname);
      else this.#exact.set(hostname, paths);
    } else changeBelow(this.#root, labels, change);
  }
}

function collect(node: HostNode, parts: readonly string[], found: PathTable[]): void {
  const last = parts.at(-1);
  if (last === undefined) {
    if (node.paths !== undefined) found.push(node.paths);
    return;
  }
  const rest = parts.slice(0, -1);
  const literal = node.literals.get(last);
  if (literal !== undefined) collect(literal, rest, found);
  for (const { label, node: below } of node.patterns) {
    if (label.pattern.matches(last)) collect(below, rest, found);
  }
  // One label, not several: `*.a` is not `x.y.a`.
  if (node.any !== undefined && rest.length === 0 && last !== "") found.push(node.any);
}

function changeBelow(
  node: HostNode,
  labels: readonly HostLabel[],
  change: (paths: PathTable | undefined) => PathTable | undefined,
): void {
  const last = labels.at(-1);
  const rest = labels.slice(0, -1);
  if (last === undefined) {
    node.paths = change(node.paths);
  } else if (last.kind === "any") {
    node.any = change(node.any);
  } else if (last.kind === "literal") {
    const below = node.literals.get(last.text) ?? new HostNode();
    changeBelow(below, rest, change);
    if (below.isEmpty) node.literals.delete(last.text);
    else node.literals.set(last.text, below);
  } else {
    const branch = node.patterns.find(({ label }) => label.source === last.source);
    const { node: below } = branch ?? { node: new HostNode() };
    changeBelow(below, rest, change);
    if (branch === undefined && !below.isEmpty) node.patterns.push({ label: last, node: below });
    if (below.isEmpty) node.patterns = node.patterns.filter((other) => other !== branch);
  }
}
