// How a master comes up: the configuration it was started with, then the saved state, then the
// workers, each of which is told the whole configuration before it is told anything else.

import { decodeRequest, encodeRequest, frameWorkerRequest } from "../../wire/index.ts";
import { stateBytesMax } from "../bounds.ts";
import type { Micros } from "../host.ts";
import type { Control } from "./control.ts";
import { loadSavedState } from "./state-verbs.ts";
import type { WorkerLink } from "./worker-link.ts";

export function bootMaster(control: Control, now: Micros): void {
  for (const digits of control.config.requests) applyAtBoot(control, digits);
  const { savedState } = control.config;
  if (savedState === undefined) {
    launch(control, now);
    return;
  }
  control.files.add({
    kind: "load",
    name: savedState,
    deadline: control.workerDeadline(now),
    conclude(at, result) {
      const bytes = result.kind === "loaded" ? result.bytes : undefined;
      const fault = bytes === undefined ? "it could not be read" : loadSavedState(control, bytes);
      if (fault !== undefined) control.log.write("ERROR", `the saved state was left out: ${fault}`);
      if (!control.isStopping) launch(control, at);
    },
  });
  control.host.load(savedState);
}

/** Starts what is missing. */
export function launch(control: Control, now: Micros): void {
  for (const link of control.fleet.fill(now)) configure(control, link);
}

/** Starts one more, to take the place of another. */
export function launchSuccessor(control: Control, now: Micros): WorkerLink {
  const link = control.fleet.start(now);
  configure(control, link);
  return link;
}

/** CONFIG-RESTART: the configuration of the others, before anything else is asked of it. */
function configure({ state }: Control, link: WorkerLink): void {
  for (const [index, content] of state.snapshot().entries()) {
    const id = `${link.id}-boot-${index}`;
    link.send(frameWorkerRequest(id, encodeRequest(content)), stateBytesMax);
  }
}

function applyAtBoot({ state, log }: Control, digits: string): void {
  const decoded = decodeRequest(bytesOf(digits));
  const outcome = decoded.ok
    ? state.apply(decoded.message)
    : ({ ok: false, refusal: decoded.fault.kind } as const);
  if (!outcome.ok) log.write("ERROR", `a configured request was left out: ${outcome.refusal}`);
}

function bytesOf(digits: string): Uint8Array {
  const pairs = digits.match(/[0-9a-f]{2}/giu) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}
