// Every address of a case moves to the network of its instance, in whatever form it stands, and nothing
// else of the case changes.
import { expect, test } from "vitest";
import { compileScenario } from "../../../sim/index.ts";
import { loadCases } from "../../runner/cases.ts";
import { isPlaced, Networks, placed, portsOf } from "./placing.ts";

const scenario = loadCases().find(
  ({ scenario: { id } }) => id === "route-429-place-back-reset-h1",
)!.scenario;
const network = [127, 99, 7] as const;

test("listeners, origins, clients and the requests that name them are in the network", () => {
  const there = placed(scenario, network);
  const text = JSON.stringify(there);
  expect(text).not.toMatch(/127\.0\.0\.|"v4":21307064/);
  expect(text).toContain("127.99.7.1");
  const sent = compileScenario(there).settings.requests.map((one) => Buffer.from(one));
  const number = 127 * 2 ** 24 + 99 * 2 ** 16 + 7 * 2 ** 8 + 1;
  const fixed32 = Buffer.alloc(4);
  fixed32.writeUInt32LE(number);
  expect(sent.some((bytes) => bytes.includes(fixed32))).toBe(true);
  expect(sent).toHaveLength(compileScenario(scenario).settings.requests.length);
});

test("a client from elsewhere comes from another address of the network", () => {
  const [name, client] = Object.entries(scenario.actors).find(
    ([, { kind }]) => kind === "http-client",
  )!;
  const actors = { ...scenario.actors, [name]: { ...client, from: "10.1.2.7" } };
  const there = placed({ ...scenario, actors }, network);
  expect(there.actors[name]).toMatchObject({ from: "127.99.7.7", to: { host: "127.99.7.1" } });
});

test("a network is free when its ports are, and nobody else's of the run, wherever it begins", async () => {
  const ports = portsOf(scenario);
  expect(ports).toContain(8080);
  const networks = new Networks();
  const given = await Promise.all(Array.from({ length: 300 }, () => networks.free(ports)));
  expect(new Set(given.map((network) => network.join("."))).size).toBe(300);
  for (const [first, second] of given)
    expect([first, second >= 64 && second < 224]).toEqual([127, true]);
});

test("a case with a listener of its own has a network, also without traffic; another has none", () => {
  const named = (id: string): typeof scenario =>
    loadCases().find((one) => one.scenario.id === id)!.scenario;
  const listening = named("config-reject-in-one-write");
  expect([isPlaced(listening), portsOf(listening)]).toEqual([true, [8080]]);
  expect(isPlaced(named("lease-ttl-largest"))).toBe(false);
});
