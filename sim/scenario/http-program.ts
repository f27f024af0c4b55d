// From the steps of HTTP clients to their programs.

import { rawBytes } from "../../wire/index.ts";
import type { RequestSpec } from "../actors/http/spec.ts";
import type { HttpAct, ProgramStep } from "../actors/program.ts";
import { type FetchStep, httpActs, type HttpStep } from "./http-step.ts";
import { numbered } from "./numbered.ts";
import type { ActorStep } from "./step.ts";

const cancelCode = 8;
const acts: ReadonlySet<string> = new Set(httpActs);

export function isHttpStep(step: ActorStep): step is HttpStep {
  return acts.has(step.do);
}

export function httpProgramSteps(step: HttpStep): readonly ProgramStep[] {
  const { times = 1, everyMicros = 0, connection = "main" } = step;
  const label = "label" in step ? step.label : undefined;
  return Array.from({ length: times }, (_none, n) => ({
    at: step.at + n * everyMicros,
    connection,
    step: label === undefined ? undefined : numbered(label, n),
    action: { kind: "http", act: actOf(step, n) },
  }));
}

function actOf(step: HttpStep, n: number): HttpAct {
  switch (step.do) {
    case "fetch":
      return { kind: "request", spec: requestOf(step, n) };
    case "say":
      return { kind: "bytes", bytes: rawBytes(numbered(step.text, n)) };
    case "goOn":
      return { kind: "goOn", bytes: step.bytes };
    case "abort":
      return { kind: "abort", code: step.code ?? cancelCode };
    case "credit":
      return { kind: "credit", bytes: step.bytes };
    case "frame":
      return { kind: "frame", frame: step };
  }
}

function requestOf(step: FetchStep, n: number): RequestSpec {
  return step.path === undefined ? step : { ...step, path: numbered(step.path, n) };
}
