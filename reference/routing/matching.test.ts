import fc from "fast-check";
import { expect, test } from "vitest";
import { PathRuleKind, RulePosition } from "../../wire/index.ts";
import { at, equals, prefix, regex, Stage, type FrontendInit } from "./testing/stage.ts";

/** Each frontend leads to a cluster of the name that stands before it. */
const staged = (frontends: Readonly<Record<string, FrontendInit>>): Stage => {
  const stage = new Stage();
  for (const [clusterId, frontend] of Object.entries(frontends)) {
    stage.frontend({ clusterId, ...frontend });
  }
  return stage;
};

test("ROUTE-MATCH: a host matches whole, whatever its case and its port", () => {
  const stage = staged({ a: { hostname: "A.Test" } });
  expect(stage.way({ host: "a.test" })).toBe("a");
  expect(stage.way({ host: "a.TEST:8080" })).toBe("a");
  expect(stage.way({ host: "b.a.test" })).toBe(404);
  expect(stage.way({ host: "test" })).toBe(404);
  expect(stage.way({ host: "a.test." })).toBe(404);
});

const hosts = {
  exact: { hostname: "www.a.test" },
  pattern: { hostname: "/w+[0-9]*/.a.test" },
  wildcard: { hostname: "*.a.test" },
  middle: { hostname: "x./[a-c]/.test" },
  every: { hostname: "*" },
};

test.each([
  ["www.a.test", "exact"],
  ["ww.a.test", "pattern"],
  ["w12.a.test", "pattern"],
  ["w12x.a.test", "wildcard"],
  ["other.a.test", "wildcard"],
  ["x.b.test", "middle"],
  ["x.d.test", "every"],
  ["a.b.a.test", "every"],
  ["a.test", "every"],
  ["[::1]", "every"],
  ["", "every"],
])("ROUTE-MATCH: host %j is for %s: exact, pattern, wildcard, default", (host, cluster) => {
  expect(staged(hosts).way({ host })).toBe(cluster);
});

test.each(Object.keys(hosts))("CONFIG-REMOVE: without %s its hosts go to the next one", (gone) => {
  const { [gone as keyof typeof hosts]: removed, ...left } = hosts;
  const stage = staged(hosts);
  const value = { address: at(80), path: prefix("/"), ...removed };
  stage.verb({ case: "removeHttpFrontend", value });
  for (const host of ["www.a.test", "ww.a.test", "z.a.test", "x.b.test", "q"]) {
    expect(stage.way({ host }), host).toBe(staged(left).way({ host }));
  }
});

const paths = {
  exact: { path: equals("/a/b") },
  long: { path: prefix("/a/b") },
  short: { path: prefix("/a") },
  pattern: { path: regex("/r[0-9]+") },
  second: { path: regex("/r.*") },
  all: { path: prefix("") },
};

test.each([
  ["/a/b", "exact"],
  ["/a/b?x=/r1", "exact"],
  ["/a/b/", "long"],
  ["/a/bc", "long"],
  ["/a/", "short"],
  ["/a?/a/b", "short"],
  ["/r12", "all"],
  ["/R12", "all"],
  ["*", "all"],
])("ROUTE-MATCH: path %j is for %s: equals, longest prefix", (path, cluster) => {
  expect(staged(paths).way({ path, method: path === "*" ? "OPTIONS" : "GET" })).toBe(cluster);
});

test("ROUTE-MATCH: patterns in their order, as a whole, after every prefix", () => {
  const { pattern, second, short } = paths;
  const stage = staged({ pattern, second, short });
  expect(stage.way({ path: "/r12" })).toBe("pattern");
  expect(stage.way({ path: "/r12/x" })).toBe("second");
  expect(stage.way({ path: "/xr12" })).toBe(404);
});

test("ROUTE-MATCH: a rule that names the method before one that takes any, at the same path only", () => {
  const stage = staged({
    any: { path: prefix("/a") },
    post: { path: prefix("/a"), method: "POST" },
    put: { path: prefix("/a/b"), method: "PUT" },
    get: { path: regex("/a.*"), method: "GET" },
    exact: { path: equals("/a"), method: "DELETE" },
  });
  expect(stage.way({ path: "/a", method: "POST" })).toBe("post");
  expect(stage.way({ path: "/a/b", method: "POST" })).toBe("post");
  expect(stage.way({ path: "/a/b", method: "PUT" })).toBe("put");
  expect(stage.way({ path: "/a/b", method: "GET" })).toBe("any");
  expect(stage.way({ path: "/a", method: "DELETE" })).toBe("exact");
  expect(stage.way({ path: "/a", method: "post" })).toBe("any");
});

test("ROUTE-MATCH: a host that matches without a path that does leaves it to the next host", () => {
  const stage = staged({
    api: { hostname: "x.a.test", path: prefix("/api") },
    rest: { hostname: "*.a.test" },
  });
  expect(stage.way({ host: "x.a.test", path: "/api/1" })).toBe("api");
  expect(stage.way({ host: "x.a.test", path: "/" })).toBe("rest");
});

test("ROUTE-MATCH: rules before the tree and after it apply in their order, not by closeness", () => {
  const { PRE, POST } = RulePosition;
  const stage = staged({
    tree: { path: equals("/p/q") },
    first: { position: PRE, hostname: "*", path: regex("/p/.*") },
    second: { position: PRE, path: equals("/p/q") },
    late: { position: POST, hostname: "*", path: prefix("/") },
    later: { position: POST, path: equals("/z") },
  });
  expect(stage.way({ path: "/p/q" })).toBe("first");
  expect(stage.way({ path: "/z" })).toBe("late");
  stage.verb({
    case: "removeHttpFrontend",
    value: { address: at(80), hostname: "*", path: regex("/p/.*"), position: PRE },
  });
  expect(stage.way({ path: "/p/q" })).toBe("second");
  stage.verb({
    case: "removeHttpFrontend",
    value: { address: at(80), hostname: "a.test", path: equals("/p/q"), position: PRE },
  });
  expect(stage.way({ path: "/p/q" })).toBe("tree");
});

test("Q27: a rule of every kind can be taken away again", () => {
  for (const path of [prefix("/x"), equals("/x"), regex("/x")]) {
    const stage = staged({ a: { path } });
    expect(stage.way({ path: "/x" })).toBe("a");
    const value = { address: at(80), hostname: "a.test", path };
    stage.verb({ case: "removeHttpFrontend", value });
    expect(stage.way({ path: "/x" })).toBe(404);
  }
});

test("CONFIG-REMOVE: a cluster and a listener take their routes with them at once", () => {
  const stage = staged({ a: {}, b: { hostname: "b.test" } }).frontend({ clusterId: "a" }, true);
  stage.verb({ case: "removeCluster", value: "a" });
  expect(stage.way()).toBe(404);
  expect(stage.way({ scheme: "https" })).toBe(404);
  expect(stage.way({ host: "b.test" })).toBe("b");
  stage.frontend({ clusterId: "b" }, true);
  const secure = stage.way({ scheme: "https" });
  expect(secure).toBe("b");
});

test("routes of one listener are not those of another", () => {
  const stage = staged({ a: {} });
  expect(stage.way({ scheme: "https" })).toBe(404);
});

const anyPath = fc.string({ unit: fc.constantFrom("/", "a", "b"), maxLength: 5 });
const rule = fc.record({
  hostname: fc.constantFrom("a.test", "*.test", "/[ab]/.test", "*", "b.a.test"),
  path: fc.record({
    kind: fc.constantFrom(PathRuleKind.PREFIX, PathRuleKind.EQUALS),
    value: anyPath.map((text) => `/${text}`),
  }),
  method: fc.constantFrom("", "GET", "PUT"),
  position: fc.constantFrom(RulePosition.PRE, RulePosition.TREE, RulePosition.POST),
});
const rules = fc.uniqueArray(rule, { maxLength: 12, selector: (each) => JSON.stringify(each) });
const question = fc.record({
  host: fc.constantFrom("a.test", "b.test", "c.test", "b.a.test", "x"),
  path: anyPath.map((text) => `/${text}`),
  method: fc.constantFrom("GET", "PUT", "POST"),
});

interface Rule {
  readonly hostname: string;
  readonly path: { readonly kind: PathRuleKind; readonly value: string };
  readonly method: string;
  readonly position: RulePosition;
}

interface Question {
  readonly host: string;
  readonly path: string;
  readonly method: string;
}

const hostOrder: readonly (readonly [hostname: string, accepts: RegExp, rank: number])[] = [
  ["*", /^/, 0],
  ["*.test", /^[^.]+\.test$/, 1],
  ["/[ab]/.test", /^[ab]\.test$/, 2],
];

/** ROUTE-MATCH in the fewest words: every rule is looked at. */
function expected(all: readonly Rule[], asked: Question): string | number {
  const hostRank = (hostname: string): number =>
    hostOrder.find(([name, accepts]) => name === hostname && accepts.test(asked.host))?.[2] ??
    (hostname === asked.host ? 3 : -1);
  const pathRank = ({ kind, value }: Rule["path"]): number => {
    const isEqual = asked.path === value;
    const exact = isEqual ? 1000 : -1;
    return kind === PathRuleKind.EQUALS ? exact : asked.path.startsWith(value) ? value.length : -1;
  };
  const fitting = all
    .map((each, index) => ({ ...each, index }))
    .filter(({ method }) => method === "" || method === asked.method)
    .filter(({ hostname, path }) => hostRank(hostname) >= 0 && pathRank(path) >= 0);
  const placed = (position: RulePosition): typeof fitting =>
    fitting.filter((each) => each.position === position);
  const tree = placed(RulePosition.TREE).toSorted(
    (one, other) =>
      hostRank(other.hostname) - hostRank(one.hostname) ||
      pathRank(other.path) - pathRank(one.path) ||
      other.method.length - one.method.length,
  );
  const best = placed(RulePosition.PRE)[0] ?? tree[0] ?? placed(RulePosition.POST)[0];
  return best === undefined ? 404 : `c${best.index}`;
}

test("ROUTE-MATCH: what the tables find is what a look at every rule finds, after changes too", () => {
  fc.assert(
    fc.property(rules, fc.array(question, { maxLength: 6 }), fc.nat(11), (all, asked, gone) => {
      const stage = new Stage();
      for (const [index, each] of all.entries()) {
        stage.frontend({ clusterId: `c${index}`, ...each });
      }
      for (const each of asked) expect(stage.way(each)).toBe(expected(all, each));
      for (const each of all.slice(gone, gone + 1)) {
        stage.verb({ case: "removeHttpFrontend", value: { address: at(80), ...each } });
      }
      const never = { hostname: "none.test" };
      const left = all.map((each, index) => (index === gone ? { ...each, ...never } : each));
      for (const each of asked) expect(stage.way(each)).toBe(expected(left, each));
    }),
    { numRuns: 500 },
  );
});
