// The oracle of ROUTE, held against tables that were made by hand from the sentence of the contract.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import {
  ClusterSchema,
  PathRuleKind,
  RedirectPolicy,
  RedirectScheme,
  RequestHttpFrontendSchema,
  RequestSchema,
  RulePosition,
  type Request,
} from "../../../wire/index.ts";
import { authorityOf, isCovered } from "./authority.ts";
import { blankConfiguration, type Configuration, configured } from "./configuration.ts";
import { isAuthorized } from "./credentials.ts";
import { type Asked, type Decision, decisions } from "./decision.ts";

type FrontendInit = Omit<
  Extract<MessageInitShape<typeof RequestHttpFrontendSchema>, { readonly $typeName?: never }>,
  "address"
>;

const address = { ip: { inner: { case: "v4", value: 0x7f000001 } }, port: 80 } as const;

function frontend(clusterId: string, init: FrontendInit = {}): Request {
  const path = { kind: PathRuleKind.PREFIX, value: "/" };
  const value = create(RequestHttpFrontendSchema, {
    clusterId,
    hostname: "a.test",
    path,
    address,
    ...init,
  });
  return create(RequestSchema, { requestType: { case: "addHttpFrontend", value } });
}

function configuration(...frontends: readonly Request[]): Configuration {
  const clusters = ["a", "b", "c", "d"].map((clusterId) =>
    create(RequestSchema, {
      requestType: { case: "addCluster", value: create(ClusterSchema, { clusterId }) },
    }),
  );
  return [...clusters, ...frontends].reduce(configured, blankConfiguration);
}

const plain: Asked = {
  listener: "127.0.0.1:80",
  isTls: false,
  method: "GET",
  authority: "a.test",
  path: "/",
  credentials: [],
};

function way(config: Configuration, asked: Partial<Asked>): readonly (string | number)[] {
  const found = decisions(config, { ...plain, ...asked }) ?? [];
  return found.map((one: Decision) =>
    one.kind === "forward" ? one.cluster.clusterId : (one.location ?? one.status),
  );
}

const { EQUALS, PREFIX, REGEX } = PathRuleKind;

test.each([
  ["www.a.test", ["a"]],
  ["WWW.a.test:80", ["a"]],
  ["x.a.test", ["b"]],
  ["w7.a.test", ["b", "c"]],
  ["x.y.a.test", ["d"]],
  ["[2001:db8::1]:80", ["a"]],
])("ROUTE-MATCH: %s may go to %j: wildcard and pattern in either order", (authority, to) => {
  const config = configuration(
    frontend("d", { hostname: "*" }),
    frontend("b", { hostname: "*.a.test" }),
    frontend("c", { hostname: "/w[0-9]/.a.test" }),
    frontend("a", { hostname: "www.a.test" }),
    frontend("a", { hostname: "[2001:DB8::1]" }),
  );
  expect(way(config, { authority })).toEqual(to);
});

test.each([
  ["/a/b", ["a"]],
  ["/a/b?c", ["a"]],
  ["/a/bc", ["b"]],
  ["/x", [404]],
  ["/r1", ["d"]],
  ["/r1/x", []],
])("ROUTE-MATCH: %s may go to %j: a pattern that fits in part says nothing", (path, to) => {
  const config = configuration(
    frontend("d", { path: { kind: REGEX, value: "/r[0-9]" } }),
    frontend("b", { path: { kind: PREFIX, value: "/a" } }),
    frontend("a", { path: { kind: EQUALS, value: "/a/b" } }),
  );
  expect(way(config, { path })).toEqual(to);
});

test("ROUTE-MATCH: before the tree, in it, behind it; and the method", () => {
  const config = configuration(
    frontend("d", { hostname: "*", position: RulePosition.POST }),
    frontend("a", { path: { kind: PREFIX, value: "/tree" } }),
    frontend("b", { hostname: "*", method: "PUT", position: RulePosition.PRE }),
  );
  expect(way(config, { path: "/tree/x" })).toEqual(["a"]);
  expect(way(config, { path: "/tree/x", method: "PUT" })).toEqual(["b"]);
  expect(way(config, {})).toEqual(["d"]);
});

test("ROUTE-REDIRECT: scheme, host, port, path and query", () => {
  const config = configuration(
    frontend("a", { redirect: RedirectPolicy.PERMANENT }),
    frontend("a", {
      path: { kind: PREFIX, value: "/old/" },
      redirect: RedirectPolicy.FOUND,
      redirectScheme: RedirectScheme.USE_HTTPS,
      rewriteHost: "new.$HOST[0]",
      rewritePath: "/new/$PATH[1]",
    }),
  );
  expect(way(config, { authority: "a.test:8080", path: "/x?y" })).toEqual([
    "http://a.test:8080/x?y",
  ]);
  expect(way(config, { authority: "a.test:8080", path: "/old/z?y" })).toEqual([
    "https://new.a.test/new/z?y",
  ]);
});

test.each([
  ["a.test", { host: "a.test", port: undefined }],
  ["A.Test:81", { host: "a.test", port: 81 }],
  ["[::1]:1", { host: "[::1]", port: 1 }],
  ["a.test:", { host: "a.test", port: undefined }],
  ["u@a.test", undefined],
  ["a.test:x", undefined],
  ["a.test:65536", undefined],
  ["a b", undefined],
  ["a.test/x", undefined],
])("ROUTE-400: %s", (text, read) => {
  expect(authorityOf(text)).toEqual(read);
});

test("ROUTE-421: a name, and a wildcard for one label", () => {
  const names = ["a.test", "*.B.test"];
  const hosts = ["a.test", "x.a.test", "x.b.test", "b.test", "x.y.b.test"];
  expect(hosts.map((host) => isCovered(names, host))).toEqual([true, false, true, false, false]);
});

test("ROUTE-401: one line, well-formed, of a name and password that are listed", () => {
  const hash = `me:${createHash("sha256").update("pw").digest("hex").toUpperCase()}`;
  const line = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
  const tries = [[line("me:pw")], [line("me:pw"), line("me:pw")], [line("me:p")], ["Basic ?"], []];
  expect(tries.map((lines) => isAuthorized(lines, [hash]))).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
