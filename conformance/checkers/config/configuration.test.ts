import { fromJson, type JsonObject } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { decodeRequest, encodeRequest, RequestSchema, type Request } from "../../../wire/index.ts";
import { canonicalRequest } from "./canonical.ts";
import { Configuration } from "./configuration.ts";
import { isRoutableHost } from "./host-name.ts";

const address = { ip: { v4: 2130706433 }, port: 8080 };
const listener = { addHttpListener: { address, active: true } };
const cluster = { addCluster: { clusterId: "c1" } };
const backend = { addBackend: { clusterId: "c1", backendId: "b1", address } };
const frontend = (hostname: string): JsonObject => ({
  addHttpFrontend: { clusterId: "c1", address, hostname, path: { kind: "PREFIX", value: "/" } },
});

function request(json: JsonObject): Request {
  return fromJson(RequestSchema, json);
}

function holding(...requests: readonly JsonObject[]): Configuration {
  const configuration = new Configuration();
  for (const json of requests) configuration.apply(request(json));
  return configuration;
}

/** A request as it comes off a wire. */
function sent(json: JsonObject): Request {
  const decoded = decodeRequest(encodeRequest(request(json)));
  expect(decoded.ok).toBe(true);
  return (decoded as Extract<typeof decoded, { ok: true }>).message;
}

test.each([
  ["a listener", [], listener, "fine"],
  ["a second listener", [listener], listener, "refused"],
  ["an activation of nothing", [], { activateListener: { address, proxy: "HTTP" } }, "refused"],
  ["an activation", [listener], { activateListener: { address, proxy: "HTTP" } }, "fine"],
  ["a cluster", [], cluster, "fine"],
  ["a cluster again", [cluster], cluster, "fine"],
  ["a cluster without a name", [], { addCluster: {} }, "open"],
  ["the removal of a cluster", [cluster], { removeCluster: "c1" }, "fine"],
  ["the removal of no cluster", [], { removeCluster: "c1" }, "open"],
  ["a back end of a cluster", [cluster], backend, "fine"],
  ["a back end of no cluster", [], backend, "open"],
  ["a frontend", [listener, cluster], frontend("a.example"), "fine"],
  ["a frontend without a listener", [cluster], frontend("a.example"), "open"],
  [
    "a frontend again",
    [listener, cluster, frontend("a.example")],
    frontend("A.example"),
    "refused",
  ],
  ["a frontend no router can hold", [listener, cluster], frontend(".a"), "refused"],
  ["a log level", [], { logging: "debug" }, "open"],
] as const)("%s", (_what, there, asked, verdict) => {
  expect(holding(...there).judge(request(asked))).toBe(verdict);
});

test("what hangs on a cluster or a listener goes with it", () => {
  const whole = [listener, cluster, backend, frontend("a.example")];
  expect(holding(...whole).size).toBe(5);
  expect(holding(...whole, { removeCluster: "c1" }).size).toBe(2);
});

test("changes are taken back, except where something else was changed since", () => {
  const configuration = holding(cluster);
  const [again] = [
    configuration.apply(request({ addCluster: { clusterId: "c1", retryAfter: 1 } })),
  ];
  const other = configuration.apply(request({ addCluster: { clusterId: "c2" } }));
  configuration.apply(request({ addCluster: { clusterId: "c2", retryAfter: 2 } }));
  configuration.revert(again);
  configuration.revert(other);
  const texts = [...configuration.keys()].map((key) => configuration.get(key)?.text);
  expect(texts).toEqual([
    canonicalRequest(request(cluster)),
    canonicalRequest(request({ addCluster: { clusterId: "c2", retryAfter: 2 } })),
  ]);
});

test("a default that was written and one that was left out mean the same", () => {
  const plain = canonicalRequest(sent({ addHttpListener: { address } }));
  const written = { address, frontTimeout: 60, active: false, stickyName: "" };
  expect(canonicalRequest(sent({ addHttpListener: written }))).toBe(plain);
  expect(canonicalRequest(request({ addHttpListener: { address } }))).toBe(plain);
  const other = canonicalRequest(sent({ addHttpListener: { address, frontTimeout: 61 } }));
  expect(other).not.toBe(plain);
});

test("fields that the schema does not know count", () => {
  const bytes = [...encodeRequest(request(cluster))];
  // Field 99 with the value 1, inside the cluster: two bytes of tag, one of value.
  const longer = Uint8Array.of(bytes[0]!, bytes[1]! + 3, ...bytes.slice(2), 0x98, 0x06, 0x01);
  const decoded = decodeRequest(longer);
  expect(decoded.ok).toBe(true);
  const { message } = decoded as Extract<typeof decoded, { ok: true }>;
  expect(canonicalRequest(message)).not.toBe(canonicalRequest(request(cluster)));
});

test.each([
  ["example.org", true],
  ["example.org.", true],
  ["*", true],
  ["*.example.org", true],
  ["", false],
  [".a", false],
  ["..", false],
  ["a..b", false],
  ["a/", false],
])("whether a router can hold %j", (hostname, expected) => {
  expect(isRoutableHost(hostname)).toBe(expected);
});
