// From the steps of a scenario to the programs of its actors: every request is encoded and framed
// before the run begins, so that a scenario that cannot be played is refused before it starts.

import { fromJson } from "@bufbuild/protobuf";
import {
  create,
  encodeRequest,
  encodeWorkerRequest,
  FRAME_PREFIX_BYTES,
  FrameDecoder,
  frameOf,
  RequestSchema,
  WorkerRequestSchema,
} from "../../wire/index.ts";
import type { Request } from "../../wire/index.ts";
import { leaseRequest } from "../actors/lease-request.ts";
import type { ProgramAction, ProgramStep } from "../actors/program.ts";
import { workerAnswer } from "../actors/worker-answers.ts";
import { detailNumber } from "./detail.ts";
import { numbered, numberMark } from "./numbered.ts";
import { ScenarioError } from "./error.ts";
import { fileSettingsOf } from "./file-spec.ts";
import { bytesFrom } from "./hexadecimal.ts";
import { httpProgramSteps, isHttpStep } from "./http-program.ts";
import { proxyRequests } from "./proxy-spec.ts";
import type { FileSettings } from "./file-spec.ts";
import type { Scenario } from "./scenario.ts";
import type { ActorStep, LeaseFields, RawStep, SendingStep, Step, WorldStep } from "./step.ts";
import type { Encoded, RequestJson, WorldSettings, WorldSpec } from "./world-settings.ts";
import { settingsOf } from "./world-settings.ts";

/** The id that a look clears: nobody may hold it. */
export const lookClientId = "kakehi-look";

export interface CompiledScenario {
  readonly scenario: Scenario;
  readonly settings: WorldSettings;
  /** By actor, sorted by instant; steps of one instant keep their order. */
  readonly programs: ReadonlyMap<string, readonly ProgramStep[]>;
  /** Sorted likewise. */
  readonly worldSteps: readonly WorldStep[];
}

/** Throws a ScenarioError where a request or bytes cannot be made. */
export function compileScenario(scenario: Scenario): CompiledScenario {
  const spec = scenario.world ?? {};
  const settings = settingsOf(spec, encodedOf(spec));
  verifyAnswers(settings);
  const programs = new Map<string, ProgramStep[]>();
  const worldSteps: WorldStep[] = [];
  for (const [index, step] of scenario.steps.entries()) {
    if (!isActorStep(step)) {
      worldSteps.push(step);
      continue;
    }
    const program = programs.get(step.actor) ?? [];
    programs.set(step.actor, program);
    const toWorker = scenario.actors[step.actor]?.kind === "scripted-master";
    program.push(...programSteps(step, { pointer: `/steps/${index}`, index, toWorker }));
  }
  for (const program of programs.values()) program.sort((left, right) => left.at - right.at);
  worldSteps.sort((left, right) => left.at - right.at);
  return { scenario, settings, programs, worldSteps };
}

function encodedOf(spec: WorldSpec): Encoded {
  const proxy = spec.proxy === undefined ? [] : proxyRequests(spec.proxy);
  const requests = [
    ...proxy.map((json) => encodeRequest(requestFrom(json, "/world/proxy"))),
    ...(spec.requests ?? []).map((json, index) =>
      encodeRequest(requestFrom(json, `/world/requests/${index}`)),
    ),
  ];
  const files = new Map<string, FileSettings>();
  for (const [name, file] of Object.entries(spec.files ?? {})) {
    const pointer = `/world/files/${name}/records`;
    const settings = fileSettingsOf(file, (json, index) =>
      encodeRequest(requestFrom(json, `${pointer}/${index}`)),
    );
    files.set(name, settings);
  }
  return { requests, files };
}

export function isActorStep(step: Step): step is ActorStep {
  return "actor" in step;
}

/** The labels of a step: one for each time that it is sent. */
export function labelsOf(step: ActorStep): readonly string[] {
  if (!("label" in step)) return [];
  const { label } = step;
  // The other steps of an HTTP client are about an exchange that a label names.
  if (step.do === "goOn" || step.do === "abort" || step.do === "credit") return [];
  return Array.from({ length: timesOf(step) }, (_none, n) => numbered(label, n));
}

/** The instant of the last time that a step is sent. */
export function lastInstantOf(step: Step): number {
  if (!("everyMicros" in step)) return step.at;
  return step.at + (timesOf(step) - 1) * (step.everyMicros ?? 0);
}

interface Place {
  readonly pointer: string;
  readonly index: number;
  readonly toWorker: boolean;
}

function programSteps(step: ActorStep, place: Place): readonly ProgramStep[] {
  if (isHttpStep(step)) return httpProgramSteps(step, place.pointer);
  if (step.do === "raw") return [rawStep(step, place)];
  if (!isSending(step)) {
    const connection = step.connection ?? "main";
    return [{ at: step.at, connection, step: undefined, action: { kind: step.do } }];
  }
  // Encoded once for all times where no time differs from another.
  const action = place.toWorker || isNumbered(step) ? undefined : sendAction(step, 0, place);
  return Array.from({ length: timesOf(step) }, (_none, n) => ({
    at: step.at + n * (step.everyMicros ?? 0),
    connection: connectionOf(step, place),
    step: step.label === undefined ? undefined : numbered(step.label, n),
    action: action ?? sendAction(step, n, place),
  }));
}

/** Whether its request says which time it is sent. */
function isNumbered(step: SendingStep): boolean {
  if (step.do !== "apply" && step.do !== "clear") return false;
  return [step.clientId, step.reason].some((text) => text?.includes(numberMark) === true);
}

function rawStep(step: RawStep, { pointer }: Place): ProgramStep {
  const bytes = bytesFrom(step.hex, `${pointer}/hex`);
  const requests = step.requests ?? framesIn(bytes);
  return {
    at: step.at,
    connection: step.connection ?? "main",
    step: step.label,
    action: { kind: "send", bytes, requests, requestId: undefined },
  };
}

function sendAction(step: SendingStep, n: number, place: Place): ProgramAction {
  const content = requestOf(step, n, place);
  if (!place.toWorker) {
    const bytes = frameOf(encodeRequest(content));
    return { kind: "send", bytes, requests: 1, requestId: undefined };
  }
  const id = `${place.index}-${n}`;
  const bytes = frameOf(encodeWorkerRequest(create(WorkerRequestSchema, { id, content })));
  return { kind: "send", bytes, requests: 1, requestId: id };
}

function requestOf(step: SendingStep, n: number, { pointer }: Place): Request {
  switch (step.do) {
    case "apply":
      return leaseRequest({ ...leaseFields(step, n), clear: step.clear });
    case "clear":
      return leaseRequest({ ...leaseFields(step, n), clear: true });
    case "look":
      return leaseRequest({ clientId: lookClientId, clear: true });
    case "request":
      return requestFrom(step.request, `${pointer}/request`);
  }
}

function leaseFields(step: LeaseFields, n: number): ReturnType<typeof fieldsOf> {
  return fieldsOf(step, (text) => numbered(text, n));
}

function fieldsOf(step: LeaseFields, number: (text: string) => string) {
  const { clientId, detail, ttlSeconds, reason, peerPid, peerSession } = step;
  return {
    clientId: clientId === undefined ? undefined : number(clientId),
    detail: detail === undefined ? undefined : detailNumber(detail),
    ttlSeconds,
    reason: reason === undefined ? undefined : number(reason),
    peerPid,
    peerSession,
  };
}

function requestFrom(json: RequestJson, pointer: string): Request {
  try {
    return fromJson(RequestSchema, json);
  } catch (error) {
    throw new ScenarioError("bad-request", pointer, String(error));
  }
}

function verifyAnswers({ workerScripts }: WorldSettings): void {
  for (const [worker, script] of Object.entries(workerScripts)) {
    if (script.kind !== "answering") continue;
    for (const [verb, answers] of Object.entries(script.answers)) {
      try {
        answers.forEach(workerAnswer);
      } catch (error) {
        const pointer = `/world/workerScripts/${worker}/answers/${verb}`;
        throw new ScenarioError("bad-answer", pointer, String(error));
      }
    }
  }
}

function connectionOf(step: SendingStep, { toWorker }: Place): string {
  return toWorker ? `worker-${step.worker ?? "0"}` : (step.connection ?? "main");
}

function isSending(step: ActorStep): step is SendingStep {
  return step.do === "apply" || step.do === "clear" || step.do === "look" || step.do === "request";
}

function timesOf(step: Step): number {
  return "times" in step ? (step.times ?? 1) : 1;
}

function framesIn(bytes: Uint8Array): number {
  const decoder = new FrameDecoder(Math.max(FRAME_PREFIX_BYTES, bytes.length));
  decoder.push(bytes);
  let frames = 0;
  for (let next = decoder.next(); next !== undefined && next.kind !== "oversize";) {
    if (next.kind === "frame") frames += 1;
    next = decoder.next();
  }
  return frames;
}
