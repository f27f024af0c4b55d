// Which verbs make up the configuration of a proxy: those that a state file may hold. The contract
// names the others, so what is neither is not configuration.
import type { Request } from "../../wire/index.ts";

type Verb = Request["requestType"]["case"];

const configuration: ReadonlySet<Verb> = new Set<Verb>([
  "addCluster",
  "removeCluster",
  "addHttpFrontend",
  "removeHttpFrontend",
  "addHttpsFrontend",
  "removeHttpsFrontend",
  "addCertificate",
  "replaceCertificate",
  "removeCertificate",
  "addTcpFrontend",
  "removeTcpFrontend",
  "addBackend",
  "removeBackend",
  "addHttpListener",
  "addHttpsListener",
  "addTcpListener",
  "removeListener",
  "activateListener",
  "deactivateListener",
  "updateHttpListener",
  "updateHttpsListener",
  "updateTcpListener",
  "setMaxConnectionsPerIp",
  "setHealthCheck",
  "removeHealthCheck",
  "addUdpListener",
  "updateUdpListener",
  "addUdpFrontend",
  "removeUdpFrontend",
]);

export function isConfigurationVerb(verb: Verb): boolean {
  return configuration.has(verb);
}

/** CONFIG-LOAD-ONLY: whether a request has no place in a state file. */
export function isForbiddenInFile({ requestType }: Request): boolean {
  if (!isConfigurationVerb(requestType.case)) return true;
  if (requestType.case === "activateListener") return requestType.value.fromScm;
  return requestType.case === "deactivateListener" && requestType.value.toScm;
}
