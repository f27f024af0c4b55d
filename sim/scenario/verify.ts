// What a schema cannot say about a scenario: that its names refer to something, that nothing lies
// after its end. Judges the scenario only, never a run.

import type { ActorSpec } from "./actor-spec.ts";
import { isActorStep, labelsOf, lastInstantOf } from "./compile.ts";
import { ScenarioError } from "./error.ts";
import type { Expectation } from "./expectation.ts";
import type { Scenario } from "./scenario.ts";
import { isHttpStep } from "./http-program.ts";
import { type ActorStep, connectionActs } from "./step.ts";

/** Throws a ScenarioError with a JSON pointer at the first thing that is wrong. */
export function verifyScenario(scenario: Scenario): void {
  verifyActors(scenario);
  verifyTwin(scenario);
  const labels = verifySteps(scenario);
  for (const label of labelsOfActors(scenario)) labels.add(label);
  for (const [index, expectation] of scenario.expect.entries()) {
    verifyExpectation(scenario, labels, expectation, `/expect/${index}`);
  }
}

function verifyActors({ actors, world }: Scenario): void {
  const names = Object.keys(actors);
  for (const name of names) {
    if (name === "master" || /^worker-\d+$/u.test(name)) {
      throw new ScenarioError("reserved-name", `/actors/${name}`, name);
    }
  }
  const masters = names.filter((name) => actors[name]?.kind === "scripted-master").length;
  if (masters !== (world?.topology === "scripted-master" ? 1 : 0)) {
    throw new ScenarioError("no-scripted-master", "/actors", String(masters));
  }
  for (const id of Object.keys(world?.workerScripts ?? {})) {
    verifyWorker(world?.workers ?? 2, id, `/world/workerScripts/${id}`);
  }
}

function verifyTwin({ actors, twin }: Scenario): void {
  for (const name of [...(twin?.without ?? []), ...(twin?.stays ?? []), ...(twin?.flat ?? [])]) {
    if (actors[name] === undefined) throw new ScenarioError("unknown-actor", "/twin", name);
  }
}

function verifySteps(scenario: Scenario): Set<string> {
  const labels = new Set<string>();
  for (const [index, step] of scenario.steps.entries()) {
    const pointer = `/steps/${index}`;
    if (lastInstantOf(step) > scenario.endMicros) {
      throw new ScenarioError("after-end", `${pointer}/at`, String(lastInstantOf(step)));
    }
    if (!isActorStep(step)) continue;
    verifyActorStep(scenario, step, pointer);
    for (const label of labelsOf(step)) {
      if (labels.has(label)) throw new ScenarioError("duplicate-label", `${pointer}/label`, label);
      labels.add(label);
    }
  }
  return labels;
}

function verifyActorStep({ actors, world }: Scenario, step: ActorStep, pointer: string): void {
  const kind = actors[step.actor]?.kind;
  if (kind === undefined) throw new ScenarioError("unknown-actor", `${pointer}/actor`, step.actor);
  const isHttp = isHttpStep(step);
  const may = isHttp ? kind === "http-client" : mayAct.has(kind);
  if (!may || (kind === "http-client" && !isHttp && !isConnectionAct(step.do))) {
    throw new ScenarioError("wrong-actor", `${pointer}/actor`, step.actor);
  }
  if ("worker" in step) {
    verifyWorker(world?.workers ?? 2, step.worker, `${pointer}/worker`);
  }
}

const mayAct: ReadonlySet<string> = new Set(["operator", "scripted-master", "http-client"]);

function isConnectionAct(act: string): boolean {
  return connectionActs.some((known) => known === act);
}

function verifyWorker(workers: number, id: string, pointer: string): void {
  if (Number(id) >= workers) throw new ScenarioError("unknown-worker", pointer, id);
}

function verifyExpectation(
  scenario: Scenario,
  labels: ReadonlySet<string>,
  expectation: Expectation,
  pointer: string,
): void {
  if ("exchange" in expectation && !labels.has(expectation.exchange)) {
    throw new ScenarioError("unknown-step", `${pointer}/exchange`, expectation.exchange);
  }
  if ("step" in expectation && !labels.has(expectation.step)) {
    throw new ScenarioError("unknown-step", `${pointer}/step`, expectation.step);
  }
  if ("events" in expectation && scenario.actors[expectation.events.actor] === undefined) {
    throw new ScenarioError("unknown-actor", `${pointer}/events/actor`, expectation.events.actor);
  }
}

/** The labels that an actor gives to the requests it sends by itself. */
function labelsOfActors({ actors, endMicros }: Scenario): readonly string[] {
  return Object.entries(actors).flatMap(([name, spec]) => ownLabels(name, spec, endMicros));
}

function ownLabels(name: string, spec: ActorSpec, endMicros: number): readonly string[] {
  if (spec.kind === "subscriber") return [`${name}:subscribe`];
  if (spec.kind !== "renewer") return [];
  const untilMicros = spec.stopMicros ?? endMicros;
  const renewals = Math.ceil((2 * (untilMicros - spec.startMicros)) / 1_000_000);
  const renew = Array.from({ length: renewals }, (_none, n) => `${name}:renew-${n + 1}`);
  return [`${name}:apply`, ...renew, `${name}:clear`];
}
