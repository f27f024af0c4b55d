// From what was drawn to a scenario: names, instants, labels. The labels of a group are its stem and a
// number, so that an answer finds the requests that it is for whatever else is in the world.
import type { ActorSpec, AnswerSpec, ProxySpec, Scenario, Step } from "../../sim/index.ts";
import { answersOf, clientSteps } from "./compose-clients.ts";
import { faultSteps, operatorSteps } from "./compose-events.ts";
import type { ClusterPlan, OriginPlan, WorldPlan } from "./draw/plan.ts";
import {
  clientName,
  clusterName,
  hostOf,
  loopback,
  originName,
  originPort,
  plainPort,
  securePort,
  specialHosts,
} from "./names.ts";

/** After everything that is asked for: time for everything that is waited for. */
const tailMicros = 45_000_000;
const answersMax = 128;
const secondMicros = 1_000_000;

export interface WorldIdentity {
  readonly id: string;
  readonly title: string;
  readonly rule: string;
}

export function composed(plan: WorldPlan, { id, title, rule }: WorldIdentity): Scenario {
  const steps: Step[] = [
    ...plan.clients.flatMap((client, index) => clientSteps(client, index)),
    ...operatorSteps(plan),
    ...faultSteps(plan),
  ];
  steps.sort((one, other) => one.at - other.at);
  const last = steps.reduce((latest, step) => Math.max(latest, lastInstant(step)), 0);
  const endMicros = last + tailMicros;
  steps.push(query(endMicros - secondMicros));
  return {
    format: 1,
    id,
    title,
    rules: [rule],
    cells: [`${rule}/generated-world`],
    tags: ["generated"],
    source: "a generated world",
    world: worldOf(plan),
    actors: actorsOf(plan),
    steps,
    expect: [],
    endMicros,
  };
}

function lastInstant(step: Step): number {
  if (!("everyMicros" in step)) return step.at;
  return step.at + ((step.times ?? 1) - 1) * (step.everyMicros ?? 0);
}

function query(at: number): Step {
  return { at, actor: "alice", do: "request", request: { queryMetrics: {} } };
}

function worldOf(plan: WorldPlan): Scenario["world"] & object {
  const { workers, latencyMicros, isSegmented, windowBytes, isStatsd } = plan;
  return {
    workers,
    ...(latencyMicros[1] === 0 ? {} : { latencyMicros }),
    ...(isSegmented ? { segmentation: "random" as const } : {}),
    ...(windowBytes === undefined ? {} : { windowBytes }),
    ...(isStatsd
      ? { statsd: { host: loopback, port: 8125, prefix: "k", taggedMetrics: false } }
      : {}),
    proxy: proxyOf(plan),
    requests: specialFrontends(plan),
  };
}

function proxyOf({ clusters, timeouts, clients }: WorldPlan): ProxySpec {
  const certificate = clusters.map((_cluster, index) => hostOf(index)).join(" ");
  const secure = clients.some(({ isSecure }) => isSecure);
  return {
    listeners: [
      { port: plainPort, ...timeouts },
      ...(secure ? [{ port: securePort, ...timeouts, certificate }] : []),
    ],
    clusters: clusters.map((cluster, index) => ({
      id: clusterName(index),
      hostname: hostOf(index),
      ...(cluster.http2 ? { http2: true } : {}),
      ...moreOf(cluster),
      backends: cluster.origins.map((_origin, number) => ({
        id: `b${number}`,
        port: originPort(index, number),
      })),
    })),
  };
}

function moreOf({
  connectionsPerIp,
  isRedirecting,
}: ClusterPlan): Pick<ProxySpec["clusters"][number], "more"> {
  if (connectionsPerIp === undefined && !isRedirecting) return {};
  return {
    more: {
      ...(connectionsPerIp === undefined ? {} : { maxConnectionsPerIp: String(connectionsPerIp) }),
      ...(isRedirecting ? { httpsRedirect: true, httpsRedirectPort: securePort } : {}),
    },
  };
}

/** Names that are never served, on every listener that somebody comes to. */
function specialFrontends({
  clients,
}: WorldPlan): NonNullable<Scenario["world"]>["requests"] & object {
  const ports = clients.some(({ isSecure }) => isSecure) ? [plainPort, securePort] : [plainPort];
  return ports.flatMap((port) =>
    specialHosts.map(([hostname, redirect]) => {
      const message = {
        clusterId: clusterName(0),
        address: { ip: { v4: 0x7f00_0001 }, port },
        hostname,
        path: { kind: "PREFIX", value: "/" },
        redirect,
      };
      return port === plainPort ? { addHttpFrontend: message } : { addHttpsFrontend: message };
    }),
  );
}

function actorsOf(plan: WorldPlan): Readonly<Record<string, ActorSpec>> {
  const actors: Record<string, ActorSpec> = { alice: { kind: "operator" } };
  for (const act of plan.operators) {
    if (act.do === "crash") actors["carol"] = { kind: "operator" };
    if ("by" in act && act.by > 0) actors["bob"] = { kind: "operator" };
  }
  if (plan.operators.some((act) => act.do === "apply")) {
    actors["watcher"] = { kind: "subscriber", startMicros: 100_000 };
  }
  if (plan.isStatsd) actors["sink"] = { kind: "statsd-sink", host: loopback, port: 8125 };
  plan.clients.forEach((client, index) => {
    actors[clientName(index)] = {
      kind: "http-client",
      protocol: client.protocol,
      ...(client.settings.length === 0 ? {} : { settings: client.settings }),
      ...(client.isHeld ? { credit: "held" as const } : {}),
      from: `10.0.0.${index + 1}`,
      to: { host: loopback, port: client.isSecure ? securePort : plainPort },
      ...(client.isSecure ? { serverName: hostOf(0) } : {}),
    };
  });
  plan.clusters.forEach((cluster, index) => {
    const answers = answersOf(plan, index).slice(0, answersMax - 1);
    cluster.origins.forEach((origin, number) => {
      if (origin.presence === "absent") return;
      actors[originName(index, number)] = originOf(origin, cluster, {
        port: originPort(index, number),
        answers,
      });
    });
  });
  return actors;
}

interface OriginPart {
  readonly port: number;
  readonly answers: readonly AnswerSpec[];
}

function originOf(
  { presence, settings, isHeld, greeting }: OriginPlan,
  { http2 }: ClusterPlan,
  { port, answers }: OriginPart,
): ActorSpec {
  return {
    kind: "http-origin",
    protocol: http2 ? "h2" : "h1",
    ...(settings.length === 0 ? {} : { settings }),
    ...(isHeld ? { credit: "held" as const } : {}),
    at: { host: loopback, port },
    answers: [...answers, { body: { bytes: 5 } }],
    ...(presence === "deaf" ? { reads: false } : {}),
    ...(greeting === undefined || http2 ? {} : { greeting }),
  };
}
