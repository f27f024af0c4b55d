// What an operator of Sōzu asks for, as routes that are tried one after the other.
import { expect, test } from "vitest";
import { proxyRequests } from "../../../sim/index.ts";
import { loadCases } from "../../runner/cases.ts";
import { clustersIn, hostPattern, routesOn, strangeness } from "./routes.ts";

const cases = new Map(loadCases().map(({ scenario }) => [scenario.id, scenario]));

/** The clusters of a case in the order in which they are tried. */
function orderOf(id: string, port = 8080): readonly string[] {
  const { proxy, requests = [] } = cases.get(id)!.world!;
  const all = [...proxyRequests(proxy!), ...requests];
  const clusters = clustersIn(all);
  return routesOn(port, all, clusters).map(({ leadsTo }) =>
    typeof leadsTo === "number" ? clusters[leadsTo]!.id : "nobody",
  );
}

test.each<[string, readonly string[]]>([
  ["route-match-hosts-h1-to-h1", ["exact", "wild", "every"]],
  ["route-match-default-last-h1-to-h1", ["exact", "wild", "every"]],
  ["route-match-paths-h1-to-h1", ["equals", "long", "short", "root"]],
  ["route-match-positions-h1-to-h1", ["pre", "tree", "post"]],
  ["route-match-methods-h1-to-h1", ["only", "put", "posts", "any"]],
  ["route-match-patterns-h1-to-h1", ["static", "one", "pattern", "cdn"]],
  ["route-401-denied-h1", ["c", "nobody", "nobody", "c"]],
])("%s: the closest is tried first", (id, order) => {
  expect(orderOf(id)).toEqual(order);
});

test("a route is one of its own listener", () => {
  expect(orderOf("route-match-listeners-h1", 8080)).toEqual(["one"]);
  expect(orderOf("route-match-listeners-h1", 8081)).toEqual(["two", "two"]);
});

test.each<[string, Parameters<typeof strangeness>[0], RegExp]>([
  ["another verb", { status: {} }, /requests of Sōzu's kind/],
  ["another field", { addCluster: { clusterId: "c", stickySession: true } }, /stickySession/],
  ["a strange host", { addHttpFrontend: { hostname: "a b" } }, /such hosts or paths/],
])("others have no words for %s", (_, request, why) => {
  expect(strangeness(request)).toMatch(why);
});

test("others have words for a plain host", () => {
  expect(strangeness({ addHttpFrontend: { hostname: "a.example" } })).toBeUndefined();
});

test.each<[Parameters<typeof hostPattern>[0], string, boolean]>([
  [{ kind: "exact", value: "a.example" }, "a.example", true],
  [{ kind: "exact", value: "a.example" }, "a-example", false],
  [{ kind: "label", value: "a.example" }, "www.a.example", true],
  [{ kind: "label", value: "a.example" }, "b.www.a.example", false],
  [{ kind: "any", value: "" }, "a.example", true],
])("%j for %s: %s", (rule, host, fits) => {
  expect(new RegExp(`^${hostPattern(rule)}$`).test(host)).toBe(fits);
});
