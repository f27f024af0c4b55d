// Where the addresses of a scenario are on this machine: each instance has a part of the loopback network
// of its own, so that every port is what the scenario says and instances are in nobody's way. `127.0.0.9`
// of a scenario is `127.A.B.9` of its instance.
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import type { ActorSpec, Scenario } from "../../../sim/index.ts";
import { TargetError } from "../process-group.ts";
import { hasTraffic } from "./pace.ts";

/** The first three octets. */
export type Network = readonly [number, number, number];

const firstNetwork = 64;
const networks = 160 * 256;
const attemptsMax = 64;

/**
 * The networks of a run. It begins anywhere and goes on from there: what was drawn anew each time would be drawn
 * twice within a thousand cases, by two instances that both find it free and then listen there.
 */
export class Networks {
  private next = randomInt(networks);

  /** One that this run has not used, and on which these ports are free. Nobody is on 127.0.0.x but who was there before. */
  async free(ports: readonly number[]): Promise<Network> {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      this.next = (this.next + 1) % networks;
      const network: Network = [127, firstNetwork + Math.floor(this.next / 256), this.next % 256];
      const host = hostIn(network, 1);
      const are = await Promise.all(ports.map(async (port) => isFree(host, port)));
      if (are.every(Boolean)) return network;
    }
    throw new TargetError("no loopback network of this machine has the ports of the case free");
  }
}

function hostIn(network: Network, last: number): string {
  return [...network, last].join(".");
}

async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Whether it has traffic, or a listener of its own: two instances cannot listen at one place. */
export function isPlaced(scenario: Scenario): boolean {
  const listens = scenario.steps.some(
    (step) => "request" in step && "activateListener" in step.request,
  );
  return listens || hasTraffic(scenario);
}

/** Every port that a scenario names. */
export function portsOf({ actors, world, steps }: Scenario): readonly number[] {
  const ports = new Set<number>();
  for (const step of steps) {
    if ("request" in step) for (const port of portsIn(step.request)) ports.add(port);
  }
  for (const spec of Object.values(actors)) {
    if (spec.kind === "http-client") ports.add(spec.to.port);
    if (spec.kind === "http-origin") ports.add(spec.at.port);
  }
  for (const { port } of world?.proxy?.listeners ?? []) ports.add(port);
  return [...ports];
}

function portsIn(value: unknown): readonly number[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    name === "port" && typeof member === "number" ? [member] : portsIn(member),
  );
}

/** The same scenario in that network. */
export function placed(scenario: Scenario, network: Network): Scenario {
  const { world = {}, actors } = scenario;
  const { proxy } = world;
  const served = proxy === undefined ? {} : { proxy: { host: hostIn([127, 0, 0], 1), ...proxy } };
  const here = Object.entries(actors).map(([name, spec]) => [name, fromHere(spec)] as const);
  const shown = { ...scenario, world: { ...world, ...served }, actors: Object.fromEntries(here) };
  return moved(shown, network);
}

/** A client from elsewhere comes from another address of the same network. */
function fromHere(spec: ActorSpec): ActorSpec {
  if (spec.kind !== "http-client" || spec.from === undefined) return spec;
  return { ...spec, from: `127.0.0.${spec.from.split(".").at(-1) ?? ""}` };
}

const plainHost = /^127\.0\.0\.(\d{1,3})(:\d+)?$/;
const loopback = 0x7f00_0000;

/** A copy with the addresses of `127.0.0.x` in that network. */
function moved<Value>(value: Value, network: Network): Value;
function moved(value: unknown, network: Network): unknown {
  if (typeof value === "string") return value.replace(plainHost, `${network.join(".")}.$1$2`);
  if (Array.isArray(value)) return value.map((member: unknown) => moved(member, network));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => {
    const isAddress = name === "v4" && typeof member === "number";
    return [name, isAddress ? movedNumber(member, network) : moved(member as unknown, network)];
  });
  return Object.fromEntries(entries);
}

function movedNumber(v4: number, [first, second, third]: Network): number {
  if (Math.floor(v4 / 256) !== loopback / 256) return v4;
  return ((first * 256 + second) * 256 + third) * 256 + (v4 % 256);
}
