// What of a case nobody can bring about, or see, on real sockets.
import { expect, test } from "vitest";
import type { Scenario, Step } from "../../../sim/index.ts";
import { missingForTraffic } from "./missing.ts";

const base: Scenario = {
  format: 1,
  id: "x",
  title: "x",
  rules: ["ROUTE-404"],
  cells: [],
  tags: [],
  source: "x",
  world: { workers: 1, proxy: { clusters: [] } },
  actors: {
    client: { kind: "http-client", protocol: "h1", to: { host: "127.0.0.1", port: 8080 } },
    origin: {
      kind: "http-origin",
      protocol: "h2",
      at: { host: "127.0.0.1", port: 9000 },
      answers: [],
    },
    operator: { kind: "operator" },
  },
  steps: [],
  expect: [{ rule: "ROUTE-404", exchange: "asked", end: ["complete"] }],
  endMicros: 9,
};
const { origin } = base.actors;
const isDeaf = { ...base.actors, origin: { ...origin, reads: false } } as Scenario["actors"];
const stop: Step = { at: 1, actor: "operator", do: "request", request: { softStop: {} } };
const hardStop: Step = { at: 1, actor: "operator", do: "request", request: { hardStop: {} } };
const pause: Step = { at: 1, do: "pause", node: "worker-0" };
const resume: Step = { at: 2, do: "resume", node: "worker-0" };
const kill: Step = { at: 2, do: "kill", node: "worker-0" };
const farAway = { ...origin, at: { host: "10.0.0.9", port: 9000 } };

test.each<[string, Partial<Scenario>, RegExp]>([
  ["a plain one", {}, /^nothing$/],
  ["a back end that reads nothing", { actors: isDeaf }, /^nothing$/],
  ["one that reads nothing in a drain", { actors: isDeaf, steps: [stop] }, /reads nothing/],
  ["a drain", { steps: [stop] }, /^nothing$/],
  ["a flood amid a hard stop", { rules: ["H2-FLOOD-PING"], steps: [hardStop] }, /came first/],
  ["a hard stop", { steps: [hardStop] }, /^nothing$/],
  ["places of one worker", { rules: ["ROUTE-429"] }, /^nothing$/],
  [
    "places of several workers",
    { rules: ["ROUTE-429"], world: { ...base.world, workers: 2 } },
    /which worker/,
  ],
  ["a worker that sleeps to the end", { steps: [pause] }, /sleeps to the end/],
  ["one that nobody waits for", { steps: [pause], expect: [] }, /^nothing$/],
  ["one that is woken", { steps: [pause, resume] }, /^nothing$/],
  ["one that is killed", { steps: [pause, kill] }, /^nothing$/],
  ["nobody serves anything", { world: { workers: 1 } }, /nothing is served/],
  [
    "an address of another machine",
    { actors: { ...base.actors, origin: farAway } as Scenario["actors"] },
    /beyond this machine/,
  ],
])("%s", (_, part, why) => {
  expect(missingForTraffic({ ...base, ...part }) ?? "nothing").toMatch(why);
});
