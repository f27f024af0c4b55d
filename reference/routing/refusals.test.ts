import { expect, test } from "vitest";
import { RedirectPolicy, RedirectScheme } from "../../wire/index.ts";
import { covers } from "./access/certificate.ts";
import { sha256 } from "./access/sha256.ts";
import { answerDecision, ownAnswer } from "./answer.ts";
import { at, fieldOf, prefix, Stage } from "./testing/stage.ts";

const location = (stage: Stage, asking = {}): readonly string[] =>
  fieldOf(stage.answer(asking).answer.fields, "location");

test("ROUTE-404: without a frontend, and it is noticed", () => {
  const decision = new Stage().answer();
  expect(decision).toMatchObject({
    answer: { status: 404, closes: false },
    cluster: undefined,
    counter: "http.404.errors",
    notices: ["http.failed_backend_matching"],
  });
});

test("a tunnel to wherever the client likes is not made", () => {
  const stage = new Stage().frontend({ clusterId: "c", path: prefix("") });
  expect(stage.way({ method: "CONNECT", path: "", host: "a.test:443" })).toBe(501);
});

test.each([
  ["a.test", ["a.test"], true],
  ["A.test", ["a.TEST"], true],
  ["a.test:8443", ["a.test"], true],
  ["b.a.test", ["*.a.test"], true],
  ["a.test", ["*.a.test"], false],
  ["c.b.a.test", ["*.a.test"], false],
  [".a.test", ["*.a.test"], false],
  ["b.test", ["a.test", "b.test"], true],
  ["c.test", ["a.test", "b.test"], false],
  ["127.0.0.1", ["127.0.0.1"], true],
  ["1.0.0.1", ["*.0.0.1"], false],
  ["[::1]", ["::1"], true],
  ["a.test", [], false],
])("ROUTE-421: %s under a certificate for %j: %j", (host, certificateNames, isCovered) => {
  const stage = new Stage().frontend({ clusterId: "c", hostname: "*" }, true);
  expect(stage.way({ host, certificateNames, scheme: "https" })).toBe(isCovered ? "c" : 421);
});

test("ROUTE-421: covered but other than the name of the handshake is served", () => {
  const stage = new Stage().frontend({ clusterId: "c", hostname: "b.test" }, true);
  const certificateNames = ["a.test", "b.test"];
  expect(stage.way({ host: "b.test", certificateNames, scheme: "https" })).toBe("c");
  expect(covers([], { host: "b.test", port: undefined })).toBe(false);
});

test("ROUTE-401: a frontend without a cluster denies, and so does one that says so", () => {
  const denied = new Stage().frontend({});
  expect(denied.answer()).toMatchObject({ answer: { status: 401 }, cluster: undefined });
  const refusing = new Stage().frontend({ clusterId: "c", redirect: RedirectPolicy.UNAUTHORIZED });
  for (const stage of [denied, refusing]) {
    const { fields } = stage.answer().answer;
    expect(fieldOf(fields, "www-authenticate")).toEqual(['Basic realm="restricted"']);
  }
});

const hash = (name: string, password: string): string =>
  `${name}:${sha256(new TextEncoder().encode(password))}`;

test.each([
  ["Basic dXNlcjpwYXNz", true],
  ["basic  dXNlcjpwYXNz ", true],
  ["Basic dXNlcjpwYXNzIQ==", false],
  ["Basic dXNlcjpwYXN6", false],
  ["Basic dXNlcg==", false],
  ["Basic dXNlcjpwYXN", false],
  ["Basic", false],
  ["Bearer dXNlcjpwYXNz", false],
  ["Basic w7xzZXI6cMOkc3M=", true],
  [`Basic ${"dXNl".repeat(2000)}`, false],
])("ROUTE-401: Authorization %j is listed: %j", (value, isListed) => {
  const authorizedHashes = [
    hash("user", "pass").toUpperCase().replace("USER", "user"),
    hash("üser", "päss"),
  ];
  const stage = new Stage()
    .cluster("c", { authorizedHashes, wwwAuthenticate: 'Basic realm="c"' })
    .frontend({ clusterId: "c", requiredAuth: true });
  const fields = [{ name: "authorization", value }];
  expect(stage.way({ fields })).toBe(isListed ? "c" : 401);
  expect(stage.way({ fields: [...fields, ...fields] })).toBe(401);
  const without = stage.answer();
  expect(without).toMatchObject({ answer: { status: 401 }, cluster: "c" });
  expect(fieldOf(without.answer.fields, "www-authenticate")).toEqual(['Basic realm="c"']);
});

test("SHA-256 as published", () => {
  const text = (characters: string): Uint8Array => new TextEncoder().encode(characters);
  expect(sha256(text("abc"))).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  expect(sha256(text(""))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(sha256(text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))).toBe(
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
});

test("ROUTE-429: places are by address and cluster, and come back when the connection ends", () => {
  const stage = new Stage()
    .cluster("c", { maxConnectionsPerIp: 2n })
    .frontend({ clusterId: "c" })
    .frontend({ clusterId: "d", hostname: "d.test" });
  const { router } = stage.routing;
  expect([1, 2, 3].map((conn) => stage.way({ conn }))).toEqual(["c", "c", 429]);
  expect(stage.way({ conn: 2 })).toBe("c");
  expect(stage.way({ conn: 4, peer: "10.0.0.2" })).toBe("c");
  expect(stage.way({ conn: 3, host: "d.test" })).toBe("d");
  const refused = stage.answer({ conn: 3 });
  expect(refused).toMatchObject({ cluster: "c", counter: "connections.rejected_per_cluster_ip" });
  expect(fieldOf(refused.answer.fields, "retry-after")).toEqual(["60"]);
  for (const conn of [1, 1]) router.left({ conn });
  expect([3, 5].map((conn) => stage.way({ conn }))).toEqual(["c", 429]);
  for (const conn of [2, 3, 4, 5]) router.left({ conn });
  expect(router.places.isEmpty).toBe(true);
});

test("ROUTE-429: the limit of the proxy holds where the cluster does not say; 0 is none", () => {
  const stage = new Stage()
    .cluster("own", { maxConnectionsPerIp: 0n })
    .cluster("says", { retryAfter: 7 })
    .cluster("silent", { retryAfter: 0 });
  for (const clusterId of ["own", "says", "silent"]) {
    stage.frontend({ clusterId, hostname: `${clusterId}.test` });
  }
  stage.verb({ case: "setMaxConnectionsPerIp", value: 1n });
  const ways = (host: string): unknown[] => [1, 2].map((conn) => stage.way({ conn, host }));
  expect(ways("own.test")).toEqual(["own", "own"]);
  expect(ways("says.test")).toEqual(["says", 429]);
  expect(ways("silent.test")).toEqual(["silent", 429]);
  const after = (host: string): unknown =>
    fieldOf(stage.answer({ conn: 2, host }).answer.fields, "retry-after");
  expect(after("says.test")).toEqual(["7"]);
  expect(after("silent.test")).toEqual([]);
});

test.each([
  [RedirectPolicy.PERMANENT, 301],
  [RedirectPolicy.FOUND, 302],
  [RedirectPolicy.PERMANENT_REDIRECT, 308],
])("ROUTE-REDIRECT: policy %i is a %i, with or without a cluster", (redirect, status) => {
  for (const cluster of [{}, { clusterId: "c" }]) {
    const stage = new Stage().frontend({ redirect, requiredAuth: true, ...cluster });
    expect(stage.way()).toBe(status);
    expect(stage.answer().counter).toBe(`http.${status}.redirection`);
    expect(location(stage, { path: "/x?y=z" })).toEqual(["http://a.test/x?y=z"]);
  }
});

const { PERMANENT } = RedirectPolicy;
const { USE_HTTP, USE_HTTPS, USE_SAME } = RedirectScheme;

test.each([
  ["http", "a.test:8080", {}, "http://a.test:8080/p"],
  ["https", "a.test:443", {}, "https://a.test/p"],
  ["http", "a.test:80", { redirectScheme: USE_SAME }, "http://a.test/p"],
  ["http", "a.test:8080", { redirectScheme: USE_HTTPS }, "https://a.test:8443/p"],
  ["https", "a.test:8443", { redirectScheme: USE_HTTP }, "http://a.test/p"],
  ["http", "a.test:8080", { redirectScheme: USE_HTTPS, rewritePort: 443 }, "https://a.test/p"],
  ["http", "a.test", { rewritePort: 81 }, "http://a.test:81/p"],
  ["http", "a.test", { rewriteHost: "b.test" }, "http://b.test/p"],
  ["http", "a.test:81", { rewriteHost: "b.test:82" }, "http://b.test:82/p"],
] as const)("ROUTE-REDIRECT: %s://%s with %j leads to %s", (scheme, host, more, to) => {
  const isSecure = scheme === "https";
  const stage = new Stage()
    .cluster("c", { httpsRedirectPort: 8443 })
    .frontend({ clusterId: "c", redirect: PERMANENT, ...more }, isSecure);
  expect(location(stage, { host, scheme, path: "/p" })).toEqual([to]);
});

test("ROUTE-REDIRECT: Location by templates of what was captured", () => {
  const stage = new Stage().frontend({
    clusterId: "c",
    hostname: "*.old.test",
    path: prefix("/v1/"),
    redirect: PERMANENT,
    rewriteHost: "$HOST[1].new.test",
    rewritePath: "/v2/$PATH[1]",
  });
  expect(location(stage, { host: "x.old.test:81", path: "/v1/a/b?q=/v1/" })).toEqual([
    "http://x.new.test/v2/a/b?q=/v1/",
  ]);
});

test("ROUTE-REDIRECT: a cluster for TLS only sends clients there, before it asks for credentials", () => {
  const stage = new Stage()
    .cluster("c", { httpsRedirect: true, httpsRedirectPort: 8443, maxConnectionsPerIp: 1n })
    .frontend({ clusterId: "c", requiredAuth: true })
    .frontend({ clusterId: "c" }, true);
  expect(stage.answer({ host: "a.test:80" })).toMatchObject({
    answer: { status: 301 },
    cluster: "c",
  });
  expect(location(stage, { host: "a.test:80", path: "/q?r" })).toEqual(["https://a.test:8443/q?r"]);
  expect(stage.way({ scheme: "https" })).toBe("c");
});

test("ROUTE-REDIRECT: `OPTIONS *` has no path, a request without a host no authority", () => {
  const stage = new Stage().frontend({ hostname: "*", path: prefix(""), redirect: PERMANENT });
  expect(location(stage, { method: "OPTIONS", path: "*" })).toEqual(["http://a.test/"]);
  expect(location(stage, { host: "", path: "/x" })).toEqual(["/x"]);
});

test("RFC 6797: answers of our own over TLS carry strict transport security too", () => {
  const hsts = { enabled: true, maxAge: 60, includeSubdomains: true, preload: true };
  const stage = new Stage().frontend({ hsts }, true);
  const { fields } = stage.answer({ scheme: "https" }).answer;
  expect(fieldOf(fields, "strict-transport-security")).toEqual([
    "max-age=60; includeSubDomains; preload",
  ]);
});

const statuses = [
  301, 302, 308, 400, 401, 404, 408, 413, 421, 429, 431, 500, 501, 502, 503, 504, 505, 507,
];

test.each(statuses)("the answer %i says what it is, and how long it is", (status) => {
  const { fields, body, ...answer } = ownAnswer(status);
  expect(answer).toEqual({ status, closes: [400, 408, 413, 431, 500, 501, 505].includes(status) });
  expect(fieldOf(fields, "content-length")).toEqual([`${body.length}`]);
  expect(fieldOf(fields, "cache-control")).toEqual(["no-cache"]);
  const text = new TextDecoder().decode(body);
  expect(text).toMatch(new RegExp(`^${status} [A-Z][A-Za-z -]+\n\n[A-Z][^\n]+\\.\n$`));
});

test("a status without words of ours is a 503; 429 is counted by its own name", () => {
  expect(ownAnswer(418).status).toBe(503);
  expect([501, 503, 308].map((status) => answerDecision(status as 501).counter)).toEqual([
    "http.other.errors",
    "http.503.errors",
    "http.308.redirection",
  ]);
});

test("what a listener elsewhere is called changes nothing", () => {
  const stage = new Stage().frontend({ clusterId: "c" });
  stage.verb({ case: "addHttpListener", value: { address: at(81) } });
  expect(stage.way()).toBe("c");
});
