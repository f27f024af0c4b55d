// The routes of one host name by path. What a lookup costs depends on the path and on how many
// different lengths of prefixes there are, not on how many rules; patterns alone are tried one by one.

import { PathRuleKind } from "../../../wire/index.ts";
import { MethodTable, older } from "./method-table.ts";
import type { Route } from "./route.ts";

export class PathTable {
  readonly #exact = new Map<string, MethodTable>();
  /** By length, the longest first. */
  readonly #prefixes = new Map<number, Map<string, MethodTable>>();
  #lengths: readonly number[] = [];
  #patterns: readonly Route[] = [];

  get isEmpty(): boolean {
    return this.#exact.size + this.#lengths.length + this.#patterns.length === 0;
  }

  add(route: Route): void {
    const { kind, value } = ruleOf(route);
    if (kind === PathRuleKind.EQUALS) addTo(this.#exact, value, route);
    else if (kind === PathRuleKind.REGEX) this.#patterns = [...this.#patterns, route];
    else this.#addPrefix(value, route);
  }

  remove(route: Route): void {
    const { kind, value } = ruleOf(route);
    if (kind === PathRuleKind.EQUALS) removeFrom(this.#exact, value, route);
    else if (kind === PathRuleKind.REGEX) {
      this.#patterns = this.#patterns.filter(({ key }) => key !== route.key);
    } else this.#removePrefix(value, route);
  }

  /** ROUTE-MATCH: equals before the longest prefix before patterns in their order. */
  find(path: string, method: string): Route | undefined {
    const exact = this.#exact.get(path)?.find(method);
    if (exact !== undefined) return exact;
    for (const length of this.#lengths) {
      if (length > path.length) continue;
      const found = this.#prefixes.get(length)?.get(path.slice(0, length))?.find(method);
      if (found !== undefined) return found;
    }
    return this.#patterns.find((route) => fits(route, path, method));
  }

  /** Of all that match, the one that came first: how rules before and after the tree apply. */
  oldest(path: string, method: string): Route | undefined {
    let oldest = this.#exact.get(path)?.oldest(method);
    for (const length of this.#lengths) {
      if (length > path.length) continue;
      const prefixes = this.#prefixes.get(length);
      oldest = older(oldest, prefixes?.get(path.slice(0, length))?.oldest(method));
    }
    return older(
      oldest,
      this.#patterns.find((route) => fits(route, path, method)),
    );
  }

  #addPrefix(prefix: string, route: Route): void {
    let table = this.#prefixes.get(prefix.length);
    if (table === undefined) {
      table = new Map();
      this.#prefixes.set(prefix.length, table);
      this.#sortLengths();
    }
    addTo(table, prefix, route);
  }

  #removePrefix(prefix: string, route: Route): void {
    const table = this.#prefixes.get(prefix.length);
    if (table === undefined) return;
    removeFrom(table, prefix, route);
    if (table.size > 0) return;
    this.#prefixes.delete(prefix.length);
    this.#sortLengths();
  }

  #sortLengths(): void {
    this.#lengths = [...this.#prefixes.keys()].sort((one, other) => other - one);
  }
}

function ruleOf(route: Route): { readonly kind: PathRuleKind; readonly value: string } {
  const rule = route.frontend.message.path;
  return { kind: rule?.kind ?? PathRuleKind.PREFIX, value: rule?.value ?? "" };
}

function fits({ frontend, pattern }: Route, path: string, method: string): boolean {
  const wanted = frontend.message.method;
  return (wanted === "" || wanted === method) && pattern?.matches(path) === true;
}

function addTo(tables: Map<string, MethodTable>, path: string, route: Route): void {
  let table = tables.get(path);
  if (table === undefined) {
    table = new MethodTable();
    tables.set(path, table);
  }
  table.add(route);
}

function removeFrom(tables: Map<string, MethodTable>, path: string, route: Route): void {
  const table = tables.get(path);
  table?.remove(route);
  if (table?.isEmpty === true) tables.delete(path);
}
