// Addresses, host names, and each refusal by name.
import { expect, test } from "vitest";
import type { PathRuleKind } from "../../wire/index.ts";
import { type LoadBalancingAlgorithms, type RulePosition } from "../../wire/index.ts";
import {
  addHttpFrontend,
  at,
  basis,
  frontend,
  request,
  type RequestInit,
  stateOf,
} from "./testing/requests.ts";

const v6 = { inner: { case: "v6", value: { low: 1n, high: 0x20010db8_00000000n } } } as const;

test("addresses of both families are keys", () => {
  const value = { address: { ip: v6, port: 443 } };
  const state = stateOf([request({ case: "addHttpsListener", value })]);
  expect(state.listeners().map(({ address }) => address)).toEqual(["[2001:db8:0:0:0:0:0:1]:443"]);
});

const label = "l".repeat(63);
const hostnames = [
  ["a", true],
  ["Z.Example", true],
  ["*.example.org", true],
  ["*", true],
  ["xn--bcher-kva.example", true],
  ["_acme.example", true],
  [`${label}.example`, true],
  ["[2001:DB8::1]", true],
  ["[2001", false],
  ["2001:db8::1", false],
  ["[::1]:80", false],
  [`${label}x.example`, false],
  [[label, label, label, label].join("."), false],
  ["", false],
  [".a", false],
  ["..", false],
  ["..a", false],
  ["a..b", false],
  ["a.", false],
  ["a/", false],
  ["b.a/", false],
  ["a b", false],
  ["a:80", false],
  ["-a", false],
  ["a-", false],
  ["a.*", false],
  ["*a.b", false],
  ["**", false],
  ["bücher.example", false],
  ["a\n", false],
] as const;

test.each(hostnames)("host name %j: %s", (hostname, ok) => {
  expect(stateOf(basis).apply(addHttpFrontend(hostname))).toMatchObject({ ok });
});

const http = { address: at(80) };
const refusals: readonly (readonly [RegExp, RequestInit])[] = [
  [/does not configure/u, { case: "status", value: {} }],
  [/cluster id is missing/u, { case: "addCluster", value: {} }],
  [
    /1025 bytes long, at most 1024/u,
    { case: "addCluster", value: { clusterId: "x".repeat(1025) } },
  ],
  [
    /algorithm has number 9/u,
    { case: "addCluster", value: { clusterId: "c", loadBalancing: 9 as LoadBalancingAlgorithms } },
  ],
  [/no cluster "nope"/u, { case: "removeCluster", value: "nope" }],
  [/cluster id is missing/u, { case: "removeCluster", value: "" }],
  [/no cluster "nope"/u, { case: "addBackend", value: { clusterId: "nope", backendId: "b" } }],
  [/back end id is missing/u, { case: "addBackend", value: { clusterId: "c1" } }],
  [/address is missing/u, { case: "addBackend", value: { clusterId: "c1", backendId: "b" } }],
  [
    /address has no ip/u,
    { case: "addBackend", value: { clusterId: "c1", backendId: "b", address: { port: 1 } } },
  ],
  [
    /0 is not a port/u,
    { case: "addBackend", value: { clusterId: "c1", backendId: "b", address: at(0) } },
  ],
  [
    /65536 is not a port/u,
    { case: "addBackend", value: { clusterId: "c1", backendId: "b", address: at(65_536) } },
  ],
  [
    /no back end "z" at 127.0.0.1:1/u,
    { case: "removeBackend", value: { clusterId: "c1", backendId: "z", address: at(1) } },
  ],
  [/already a listener for http/u, { case: "addHttpsListener", value: { address: at(80) } }],
  [/address is missing/u, { case: "addTcpListener", value: {} }],
  [/no https listener at/u, { case: "activateListener", value: { ...http, proxy: 1 } }],
  [/type 3 are not offered/u, { case: "activateListener", value: { ...http, proxy: 3 } }],
  [/address is missing/u, { case: "deactivateListener", value: { proxy: 0 } }],
  [
    /no http listener at 127.0.0.1:81/u,
    { case: "addHttpFrontend", value: { ...frontend("a"), address: at(81) } },
  ],
  [/no https listener at/u, { case: "addHttpsFrontend", value: frontend("a") }],
  [
    /no cluster "nope"/u,
    { case: "addHttpFrontend", value: { ...frontend("a"), clusterId: "nope" } },
  ],
  [/already an http frontend/u, { case: "addHttpFrontend", value: frontend("A.EXAMPLE") }],
  [/no http frontend for "z"/u, { case: "removeHttpFrontend", value: frontend("z") }],
  [/path rule is missing/u, { case: "addHttpFrontend", value: { address: at(80), hostname: "a" } }],
  [
    /"x" is not a path/u,
    { case: "addHttpFrontend", value: { ...frontend("a"), path: { kind: 0, value: "x" } } },
  ],
  [
    /"\(" is no pattern/u,
    { case: "addHttpFrontend", value: { ...frontend("a"), path: { kind: 1, value: "(" } } },
  ],
  [
    /path rule has number 7/u,
    {
      case: "addHttpFrontend",
      value: { ...frontend("a"), path: { kind: 7 as PathRuleKind, value: "" } },
    },
  ],
  [
    /longer than 4096/u,
    { case: "addHttpFrontend", value: { ...frontend("a"), path: { value: "/".repeat(4097) } } },
  ],
  [/is not a method/u, { case: "addHttpFrontend", value: { ...frontend("a"), method: "GET /" } }],
  [
    /rule position has number 9/u,
    { case: "addHttpFrontend", value: { ...frontend("a"), position: 9 as RulePosition } },
  ],
];

test.each(refusals)("refused: %s", (text, requestType) => {
  const outcome = stateOf(basis).apply(request(requestType));
  expect(outcome).toMatchObject({ ok: false });
  expect((outcome as { refusal: string }).refusal).toMatch(text);
});

test("what a refusal quotes is short and harmless", () => {
  const hostile = `\n${"x".repeat(1000)}`;
  const outcome = stateOf(basis).apply(request({ case: "removeCluster", value: hostile }));
  expect(outcome).toMatchObject({ refusal: `there is no cluster "\\n${"x".repeat(63)}…"` });
});
