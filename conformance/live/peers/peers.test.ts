// Configurations for proxies of others: what a case serves stands in them, and what they have no words
// for is said.
import { expect, test } from "vitest";
import type { Scenario } from "../../../sim/index.ts";
import { loadCases } from "../../runner/cases.ts";
import { peerMisfit, peerNames, peerWorld } from "./peers.ts";

const cases = new Map(loadCases().map(({ scenario }) => [scenario.id, scenario]));
const there = { folder: "/tmp/there", nobody: { host: "127.0.0.1", port: 4 } };
const plain = cases.get("body-h1-to-h1-cut-short")!;

test.each(peerNames)("%s is told who listens, who is asked and for what", (name) => {
  expect(peerMisfit(plain, name)).toBeUndefined();
  const { text, addresses } = peerWorld(plain, name, there);
  expect(addresses).toMatchObject([{ host: "127.0.0.1", port: 8080 }]);
  expect(text).toContain("a.example");
  expect(text).toMatch(/127\.0\.0\.1[:,]9000/);
});

const misfits: readonly [string, Partial<Scenario>, RegExp][] = [
  ["operators", { actors: { ...plain.actors, op: { kind: "operator" } } }, /control plane/],
  ["requests", { world: { ...plain.world, requests: [{ status: {} }] } }, /requests of Sōzu's/],
  [
    "a field of Sōzu's clusters",
    { world: { proxy: { clusters: [{ id: "c", backends: [], more: { stickySession: true } }] } } },
    /no word for stickySession/,
  ],
];

test.each(misfits)("%s: none of them has words for that", (_, change, why) => {
  for (const name of peerNames) expect(peerMisfit({ ...plain, ...change }, name)).toMatch(why);
});

test.each(peerNames)("%s bears the certificate of a listener", (name) => {
  const listeners = [{ port: 8443, certificate: "a.example" }];
  const proxy = { listeners, clusters: [{ id: "c", backends: [{ id: "b", port: 9000 }] }] };
  const { text, files } = peerWorld({ ...plain, world: { proxy } }, name, there);
  expect(text).toMatch(/a\.example\.pem|\/tmp\/there\/listener0\.pair\.pem/);
  expect(Object.values(files).join("")).toMatch(name === "haproxy" ? /PRIVATE KEY/ : /^$/);
});

test.each([
  ["nginx", String.raw`"~^(?:a[.]example) PUT /x" cluster`],
  ["haproxy", "lower -m str a.example } { path_beg /x } { method PUT }"],
] as const)("%s tries what is for one method before the rest", (name, words) => {
  const { text } = peerWorld(cases.get("route-match-methods-h1-to-h1")!, name, there);
  expect(text).toContain(words);
});

test.each([
  ["nginx", 'return 301 "https://$label_8080_7.c.example:8443$rest_8080_7"'],
  ["nginx", '{ return 302 "http://new.example$port_8080_2/there/$rest_8080_2"; }'],
  ["haproxy", "code 301 location https://%[req.hdr(host),field(1,.)].c.example:8443%[var("],
  ["haproxy", "set-var(txn.path) 'pathq,regsub(^/moved/,/there/)'"],
] as const)("%s says where to ask instead: %s", (name, words) => {
  const { text } = peerWorld(cases.get("route-redirect-policies-h1")!, name, there);
  expect(text).toContain(words);
});

test("haproxy edits the heads of one route alone", () => {
  const { text } = peerWorld(cases.get("route-edits-h1-to-h1")!, "haproxy", there);
  const [, edits = ""] = text.split("backend cluster0-of-route0\n");
  expect(text).toMatch(/use_backend cluster0-of-route0 if/);
  expect(edits).toMatch(/http-request add-header X-Both b\n *http-response add-header X-Both b\n/);
  expect(edits).toMatch(/http-request del-header X-Gone\n/);
});

test.each([
  ["nginx", /replace/],
  ["nghttpx", /same for all routes/],
] as const)("the edits of %s are others", (name, why) => {
  expect(peerMisfit(cases.get("route-edits-h1-to-h1")!, name)).toMatch(why);
});

test.each([
  ["route-match-methods-h1-to-h1", /by method/],
  ["route-match-hosts-h1-to-h1", /number of labels/],
  ["route-match-listeners-h1", /same for all listeners/],
  ["route-match-paths-h1-to-h1", /whole segments/],
])("%s is beyond nghttpx alone", (id, why) => {
  const misfits = peerNames.map((name) => peerMisfit(cases.get(id)!, name));
  expect(misfits).toEqual([undefined, undefined, expect.stringMatching(why)]);
});

test("nghttpx has one timer for late heads of HTTP/2 and for its idle clients: the shorter", () => {
  const late = cases.get("timeout-request-h2-half-a-head")!;
  const { text } = peerWorld(late, "nghttpx", there);
  expect(text).toContain("frontend-http2-read-timeout=3s");
  expect(text).toContain("frontend-keep-alive-timeout=8s");
});

test("a back end of HTTP/2 is beyond nginx alone", () => {
  const scenario = cases.get("body-h1-to-h2-cut-short")!;
  const misfit = peerNames.map((name) => peerMisfit(scenario, name));
  expect(misfit).toEqual([expect.stringMatching(/no HTTP\/2/), undefined, undefined]);
});
