// The proxy that a recording was made with, as a world of the simulator. What was only written down in
// words, or is no field of ours, makes a recording not replayable; `not-replayable.yaml` says which.

import type { WorldSpec } from "../../../sim/index.ts";
import { UsageError } from "../../usage-error.ts";
import type { HttpRecording } from "./recording.ts";

export const listenerPort = 8080;
export const firstBackendPort = 9000;
/** Nobody listens there. */
export const deadPort = 9999;

type Proxy = NonNullable<WorldSpec["proxy"]>;
type Cluster = Proxy["clusters"][number];

export interface DerivedWorld {
  readonly world: WorldSpec;
  readonly back: "h1" | "h2";
}

/** @throws UsageError where the configuration is not known. */
export function worldOf(recording: HttpRecording): DerivedWorld {
  const clusters = recording.front === "h1" ? namedClusters(recording) : usualClusters(recording);
  const back = clusters[0]?.http2 === true ? "h2" : "h1";
  const listener = { port: listenerPort, ...timeoutsOf(recording) };
  const world = { workers: 1, proxy: { listeners: [listener], clusters } };
  return { world, back };
}

const timeoutKeys = {
  front_timeout: "frontTimeout",
  back_timeout: "backTimeout",
  connect_timeout: "connectTimeout",
  request_timeout: "requestTimeout",
} as const;

function timeoutsOf({ name, listener }: HttpRecording): Readonly<Record<string, number>> {
  const timeouts: Record<string, number> = {};
  for (const [key, seconds] of Object.entries(listener)) {
    if (!isTimeout(key) || typeof seconds !== "number") {
      throw new UsageError(`${name} was made with ${key}, which no listener here has`);
    }
    timeouts[timeoutKeys[key]] = seconds;
  }
  return timeouts;
}

function isTimeout(key: string): key is keyof typeof timeoutKeys {
  return key in timeoutKeys;
}

/** An HTTP/1 front was recorded with a cluster for each exchange. */
function namedClusters({ name, cluster }: HttpRecording): readonly Cluster[] {
  const entries = Object.entries(cluster);
  if (entries.length > 1) {
    throw new UsageError(
      `${name} has several clusters, and does not say whose back ends are whose`,
    );
  }
  return entries.map(([id, facts]) => {
    const { host, http2, backends } = factsOf(name, facts);
    return { id, hostname: host, http2, backends: backendsOf(backends) };
  });
}

interface ClusterFacts {
  readonly host: string;
  readonly http2: boolean;
  readonly backends: number;
}

function factsOf(name: string, facts: unknown): ClusterFacts {
  if (typeof facts !== "object" || facts === null) throw new UsageError(`${name} has no cluster`);
  const known = ["host", "http2", "backends"];
  const strange = Object.keys(facts).find((key) => !known.includes(key));
  if (strange !== undefined)
    throw new UsageError(`${name} has a cluster with ${strange}, in words`);
  const { host, http2, backends } = facts as Partial<ClusterFacts>;
  if (host === undefined || http2 === undefined || backends === undefined) {
    throw new UsageError(`${name} has a cluster without host, protocol or back ends`);
  }
  return { host, http2, backends };
}

function backendsOf(count: number): Cluster["backends"] {
  return Array.from({ length: count }, (_, at) => ({ id: `b${at}`, port: firstBackendPort + at }));
}

/** An HTTP/2 front was recorded with the same few clusters always, told apart by their host. */
function usualClusters({ back }: HttpRecording): readonly Cluster[] {
  const http2 = back === "h2";
  const name = http2 ? "h2" : "h1";
  return [
    { id: "one", hostname: `${name}.test`, http2, backends: backendsOf(1) },
    { id: "two", hostname: `${name}b.test`, http2, backends: backendsOf(2) },
    {
      id: "dead",
      hostname: http2 ? "deadh2.test" : "deadb.test",
      http2,
      backends: [{ id: "b0", port: deadPort }],
    },
  ];
}
