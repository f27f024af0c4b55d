import { expect, test } from "vitest";
import { compileScenario } from "./compile.ts";
import { ScenarioError } from "./error.ts";
import type { Scenario } from "./scenario.ts";
import { verifyScenario } from "./verify.ts";

const good: Scenario = {
  format: 1,
  id: "example",
  title: "An example.",
  rules: ["LEASE-CAP"],
  cells: [],
  tags: [],
  source: "here",
  actors: {
    alice: { kind: "operator" },
    watch: { kind: "subscriber", startMicros: 0 },
    top: { kind: "renewer", clientId: "a", detail: "backend", ttlSeconds: 2, startMicros: 0 },
  },
  steps: [{ at: 1, actor: "alice", label: "s{n}", do: "look", times: 2 }],
  expect: [],
  endMicros: 3_000_000,
};
const look = { at: 1, actor: "alice", do: "look" } as const;
const to = { host: "127.0.0.1", port: 8080 };
const browsing = { browser: { kind: "http-client", protocol: "h2", to } } as const;
const frame = { at: 1, actor: "browser", do: "frame", type: 0 } as const;
const rule = "LEASE-CAP";

function errorOf(scenario: Scenario): ScenarioError {
  try {
    verifyScenario(scenario);
    compileScenario(scenario);
  } catch (error) {
    expect(error).toBeInstanceOf(ScenarioError);
    return error as ScenarioError;
  }
  throw new Error("the scenario was accepted");
}

test("a scenario whose names all refer to something is accepted", () => {
  verifyScenario({
    ...good,
    steps: [{ ...look, label: "s-{n}", times: 2 }],
    expect: ["s-0", "s-1", "watch:subscribe", "top:apply", "top:renew-5", "top:clear"].map(
      (step) => ({ rule, step, status: "ok" }),
    ),
  });
});

test.each([
  ["unknown-actor", "/steps/0/actor", { steps: [{ ...look, actor: "bob" }] }],
  ["wrong-actor", "/steps/0/actor", { steps: [{ ...look, actor: "watch" }] }],
  ["duplicate-label", "/steps/0/label", { steps: [{ ...look, label: "s", times: 2 }] }],
  ["unknown-worker", "/steps/0/worker", { steps: [{ ...look, worker: "2" }] }],
  ["after-end", "/steps/0/at", { steps: [{ ...look, times: 2, everyMicros: 3_000_000 }] }],
  ["bad-request", "/steps/0/request", { steps: [{ ...look, do: "request", request: { no: 1 } }] }],
  ["bad-hex", "/steps/0/hex", { steps: [{ ...look, do: "raw", hex: "0" }] }],
  ["bad-hex", "/steps/0/payload", { actors: browsing, steps: [{ ...frame, payload: "0g" }] }],
  ["bad-request", "/world/requests/0", { world: { requests: [{ no: 1 }] } }],
  ["unknown-step", "/expect/0/step", { expect: [{ rule, step: "s9", status: "ok" }] }],
  [
    "unknown-actor",
    "/expect/0/events/actor",
    { expect: [{ rule, events: { actor: "bob", exactly: [] } }] },
  ],
  [
    "unknown-worker",
    "/world/workerScripts/2",
    { world: { workerScripts: { "2": { kind: "silent" } } } },
  ],
  ["no-scripted-master", "/actors", { world: { topology: "scripted-master" } }],
  ["no-scripted-master", "/actors", { actors: { m: { kind: "scripted-master" } } }],
  ["reserved-name", "/actors/master", { actors: { master: { kind: "operator" } } }],
  ["reserved-name", "/actors/worker-7", { actors: { "worker-7": { kind: "operator" } } }],
] as const satisfies readonly (readonly [string, string, Partial<Scenario>])[])(
  "%s at %s",
  (code, pointer, change) => {
    expect(errorOf({ ...good, ...change })).toMatchObject({ code, pointer });
  },
);
