// The certificates of a case on real sockets: in a scenario a certificate is the names that it bears, here
// it is one that bears them. Whoever judges goes by the names.
import { existsSync, readFileSync } from "node:fs";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { proxyRequests, type Scenario } from "../../../sim/index.ts";
import { fixturePath } from "../../package-root.ts";

/** The ports of TLS listeners, each with the names of its certificate. */
export function secureListeners(scenario: Scenario): ReadonlyMap<number, string> {
  const ports = new Map<number, string>();
  for (const { addHttpsListener: listener } of requestsOf(scenario)) {
    if (!isObject(listener) || !isObject(listener["address"])) continue;
    const { port } = listener["address"];
    const { certificate } = listener;
    if (typeof port === "number" && typeof certificate === "string") ports.set(port, certificate);
  }
  return ports;
}

export function hasCertificate(names: string): boolean {
  return existsSync(pathOf(names, "pem"));
}

/** What an operator's client writes out where nothing is said; a release takes an empty list as none. */
const spokenTls = {
  versions: [4, 5],
  cipherList: [
    "TLS13_AES_256_GCM_SHA384",
    "TLS13_AES_128_GCM_SHA256",
    "TLS13_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  ],
  cipherSuites: ["TLS13_AES_128_GCM_SHA256"],
  groupsList: ["x25519", "secp256r1"],
  alpnProtocols: ["h2", "http/1.1"],
} as const satisfies JsonObject;

/** What a proxy is to be configured with, certificates and keys included. */
export function secured(scenario: Scenario): Scenario {
  if (secureListeners(scenario).size === 0) return scenario;
  const { proxy, ...world } = scenario.world ?? {};
  const requests = requestsOf({ ...scenario, world: { ...world, ...(proxy && { proxy }) } });
  return { ...scenario, world: { ...world, requests: requests.map(withKey) } };
}

function requestsOf({ world = {} }: Scenario): readonly JsonObject[] {
  const { proxy, requests = [] } = world;
  return [...(proxy === undefined ? [] : proxyRequests(proxy)), ...requests];
}

function withKey(request: JsonObject): JsonObject {
  const { addHttpsListener: listener } = request;
  if (!isObject(listener) || typeof listener["certificate"] !== "string") return request;
  const files = certificateFiles(listener["certificate"]);
  const certificate = readFileSync(files.certificate, "utf8");
  const key = readFileSync(files.key, "utf8");
  return { ...request, addHttpsListener: { ...spokenTls, ...listener, certificate, key } };
}

export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** Where the certificate that bears these names is, and its key. */
export function certificateFiles(names: string): CertificateFiles {
  return { certificate: pathOf(names, "pem"), key: pathOf(names, "key") };
}

function pathOf(names: string, ending: "pem" | "key"): string {
  const file = `${names.replaceAll(" ", "+").replaceAll("*", "_")}.${ending}`;
  return fixturePath("tls", "cases", file);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
