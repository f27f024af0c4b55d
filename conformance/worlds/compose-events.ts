// The steps of operators, and what happens to the world.
import type { Step } from "../../sim/index.ts";
import type { OperatorAct, WorldFault, WorldPlan } from "./draw/plan.ts";
import {
  clientName,
  clusterName,
  hostOf,
  originName,
  originPort,
  plainPort,
  securePort,
} from "./names.ts";

type Asked = (Step & { readonly do: "request" })["request"];

const loopbackNumber = 0x7f00_0001;
/** Who is going to crash took its lease so long before. */
const beforeCrashMicros = 400_000;
const slowMicros = 5_000;

export function operatorSteps(plan: WorldPlan): readonly Step[] {
  const steps = plan.operators.flatMap((act) => actSteps(act, plan));
  return [
    ...(plan.operators.some(({ do: kind }) => kind === "crash") ? crashLease(plan) : []),
    ...steps,
  ];
}

/** A process crashes once: its lease is taken before the first of its crashes. */
function crashLease({ operators }: WorldPlan): readonly Step[] {
  const crashes = operators.filter(({ do: kind }) => kind === "crash").map(({ at }) => at);
  const at = Math.max(0, Math.min(...crashes) - beforeCrashMicros);
  const lease = { clientId: "d", detail: "backend", ttlSeconds: 3 } as const;
  return [{ at, actor: "carol", do: "apply", ...lease }];
}

function actSteps(act: OperatorAct, plan: WorldPlan): readonly Step[] {
  const { at } = act;
  const ask = (request: Asked, later = 0): Step => ({
    at: at + later,
    actor: "alice",
    do: "request",
    request,
  });
  switch (act.do) {
    case "apply":
      return [{ at, actor: operator(act.by), do: "apply", ...act.lease }];
    case "clear":
      return [{ at, actor: operator(act.by), do: "clear", clientId: act.clientId }];
    case "crash":
      return [{ at, do: "kill", node: "carol" }];
    case "metrics":
      return [ask({ configureMetrics: act.order })];
    case "query":
      return [ask({ queryMetrics: {} })];
    case "stop":
      return [ask(act.isHard ? { hardStop: {} } : { softStop: {} })];
    case "dropCluster":
    case "dropBackend":
      return dropped(act, plan).map(([request, later]) => ask(request, later));
  }
}

function operator(by: number): string {
  return by === 0 ? "alice" : "bob";
}

/** Taken away, and a while later there again as it was. */
function dropped(
  act: OperatorAct & { readonly do: "dropCluster" | "dropBackend" },
  { clusters, clients }: WorldPlan,
): readonly (readonly [Asked, number])[] {
  const index = act.cluster % clusters.length;
  const cluster = clusters[index];
  if (cluster === undefined) return [];
  const clusterId = clusterName(index);
  const backends = cluster.origins.map((_origin, number) => ({
    clusterId,
    backendId: `b${number}`,
    address: addressOf(originPort(index, number)),
  }));
  if (act.do === "dropBackend") {
    return backends
      .slice(0, 1)
      .flatMap((backend) => [
        [{ removeBackend: backend }, 0] as const,
        [{ addBackend: backend }, act.forMicros] as const,
      ]);
  }
  const frontend = { clusterId, hostname: hostOf(index), path: { kind: "PREFIX", value: "/" } };
  const secure = clients.some(({ isSecure }) => isSecure);
  const back = [
    { addCluster: { clusterId, http2: cluster.http2 } },
    { addHttpFrontend: { ...frontend, address: addressOf(plainPort) } },
    ...(secure ? [{ addHttpsFrontend: { ...frontend, address: addressOf(securePort) } }] : []),
    ...backends.map((backend) => ({ addBackend: backend })),
  ];
  return [
    [{ removeCluster: clusterId }, 0],
    ...back.map((request, later) => [request, act.forMicros + later] as const),
  ];
}

function addressOf(port: number): { readonly ip: { readonly v4: number }; readonly port: number } {
  return { ip: { v4: loopbackNumber }, port };
}

export function faultSteps(plan: WorldPlan): readonly Step[] {
  return plan.faults.flatMap((fault) => stepsOf(fault, plan));
}

function stepsOf(fault: WorldFault, plan: WorldPlan): readonly Step[] {
  const { at, target } = fault;
  const until = at + fault.forMicros;
  const worker = `worker-${target % plan.workers}`;
  const client = clientName(target % plan.clients.length);
  const origin = originAt(target, plan);
  // Half of what is cut is cut between the proxy and its clients.
  const peer = target % 2 === 0 ? origin : client;
  switch (fault.do) {
    case "slow":
      return [
        { at, do: "slow", node: worker, costMicros: slowMicros },
        { at: until, do: "slow", node: worker, costMicros: 0 },
      ];
    case "pause":
      return [
        { at, do: "pause", node: worker },
        { at: until, do: "resume", node: worker },
      ];
    case "killClient":
      return [{ at, do: "kill", node: client }];
    case "killWorker":
      return [{ at, do: "kill", node: worker }];
    case "partition":
    case "stall":
      if (peer === undefined) return [];
      return [
        { at, do: fault.do, from: worker, to: peer },
        { at: until, do: "heal" },
      ];
    case "refuse":
    case "killOrigin":
      if (origin === undefined) return [];
      return fault.do === "refuse"
        ? [
            { at, do: "refuse", node: origin },
            { at: until, do: "heal" },
          ]
        : [
            { at, do: "kill", node: origin },
            { at: until, do: "restart", node: origin },
          ];
  }
}

function originAt(target: number, { clusters }: WorldPlan): string | undefined {
  const there = clusters.flatMap(({ origins }, index) =>
    origins.flatMap(({ presence }, number) =>
      presence === "absent" ? [] : [originName(index, number)],
    ),
  );
  return there[target % Math.max(1, there.length)];
}
