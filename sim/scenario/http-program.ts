// From the steps of HTTP clients to their programs.

import { rawBytes } from "../../wire/index.ts";
import type { RequestSpec } from "../actors/http/spec.ts";
import type { HttpAct, ProgramStep } from "../actors/program.ts";
import { bytesFrom } from "./hexadecimal.ts";
import { type FetchStep, type FrameStep, httpActs, type HttpStep } from "./http-step.ts";
import { numbered } from "./numbered.ts";
import type { ActorStep } from "./step.ts";

const cancelCode = 8;
const acts: ReadonlySet<string> = new Set(httpActs);

export function isHttpStep(step: ActorStep): step is HttpStep {
  return acts.has(step.do);
}

/** Throws a ScenarioError where bytes cannot be made; `pointer` is to the step. */
export function httpProgramSteps(step: HttpStep, pointer: string): readonly ProgramStep[] {
  const { times = 1, everyMicros = 0, connection = "main" } = step;
  const label = "label" in step ? step.label : undefined;
  return Array.from({ length: times }, (_none, n) => ({
    at: step.at + n * everyMicros,
    connection,
    step: label === undefined ? undefined : numbered(label, n),
    action: { kind: "http", act: actOf(step, n, pointer) },
  }));
}

function actOf(step: HttpStep, n: number, pointer: string): HttpAct {
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
      return frameOf(step, n, pointer);
  }
}

function frameOf(step: FrameStep, n: number, pointer: string): HttpAct {
  const { type, flags = 0, stream = 0, payload: hex = "", declaredBytes } = step;
  const payload = bytesFrom(hex, `${pointer}/payload`);
  const [streamId, on] =
    typeof stream === "string" ? [0, numbered(stream, n)] : [stream, undefined];
  const frame = { type, flags, streamId, payload };
  return {
    kind: "frame",
    on,
    frame: declaredBytes === undefined ? frame : { ...frame, declaredBytes },
  };
}

function requestOf(step: FetchStep, n: number): RequestSpec {
  return step.path === undefined ? step : { ...step, path: numbered(step.path, n) };
}
