// SaveState and LoadState: the configuration to a file of the host and back. A file brings
// configuration and nothing else, all of it or nothing (CONFIG-LOAD-ONLY, CONFIG-LOAD-TELLS).

import { create, EventKind, EventSchema } from "../../wire/index.ts";
import { filesMax, stateBytesMax } from "../bounds.ts";
import type { Micros } from "../host.ts";
import { loadState as loadInto } from "../state/load.ts";
import { writeStateFile } from "../state/state-file.ts";
import type { Control } from "./control.ts";
import type { FileResult } from "./files.ts";
import { failed, misplaced, type Conclusion, type Order } from "./order.ts";
import { outcomeOf } from "./outcome.ts";

export function saveState(control: Control, now: Micros, order: Order): void {
  const type = order.request.requestType;
  if (type.case !== "saveState") throw misplaced(order);
  const name = type.value;
  const file = writeStateFile(control.state.snapshot());
  const refusal = file.ok ? fileRefusal(control, name) : file.refusal;
  if (!file.ok || refusal !== undefined) {
    control.conclude(order, failed(refusal ?? "the state does not fit a file"));
    return;
  }
  control.files.add({
    kind: "store",
    name,
    deadline: control.workerDeadline(now),
    conclude(_at, result) {
      const isStored = result.kind === "stored" && result.ok;
      const message = `${file.records} records saved`;
      control.conclude(order, isStored ? { outcome: "ok", message } : failed(faultOf(result)));
      if (isStored) control.announce(create(EventSchema, { kind: EventKind.STATE_SAVED }));
    },
  });
  control.host.store(name, file.bytes);
}

export function loadState(control: Control, now: Micros, order: Order): void {
  const type = order.request.requestType;
  if (type.case !== "loadState") throw misplaced(order);
  const name = type.value;
  const refusal = fileRefusal(control, name);
  if (refusal !== undefined) {
    control.conclude(order, failed(refusal));
    return;
  }
  // FANOUT-PIPELINED: what the client sent behind it builds on what the file brings.
  order.session.isHeld = true;
  control.files.add({
    kind: "load",
    name,
    deadline: control.workerDeadline(now),
    conclude(at, result) {
      order.session.isHeld = false;
      control.sessions.touch(order.session);
      if (result.kind === "loaded" && result.bytes !== undefined) {
        spread(control, at, order, result.bytes);
      } else {
        control.conclude(order, failed(faultOf(result)));
      }
    },
  });
  control.host.load(name);
}

/** The records of a file into the state, before there is any worker. */
export function loadSavedState(control: Control, bytes: Uint8Array): string | undefined {
  const outcome = loadInto(control.state, bytes);
  if (!outcome.ok) return refusalText(outcome.record, outcome.refusal);
  const unfit = outcome.requests.findIndex((request) => !control.fitsWorkers(request));
  if (unfit < 0) return undefined;
  control.state.revert(outcome.changes);
  return "a record does not fit the channel of a worker";
}

function spread(control: Control, now: Micros, order: Order, bytes: Uint8Array): void {
  const outcome = loadInto(control.state, bytes);
  if (!outcome.ok) {
    control.conclude(order, failed(refusalText(outcome.record, outcome.refusal)));
    return;
  }
  const { requests, records } = outcome;
  if (!requests.every((request) => control.fitsWorkers(request))) {
    control.state.revert(outcome.changes);
    control.conclude(order, failed("a record does not fit the channel of a worker"));
    return;
  }
  const conclude = (conclusion: Conclusion): void => {
    control.conclude(order, conclusion);
    control.announce(create(EventSchema, { kind: EventKind.STATE_LOADED }));
  };
  if (requests.length === 0) {
    conclude({ outcome: "ok", message: `${records} records read; all of it was so already` });
    return;
  }
  control.progress(order, "telling the workers");
  control.scatter(now, {
    order,
    requests,
    deadline: control.workerDeadline(now),
    extraBytes: stateBytesMax,
    conclude(_at, gather) {
      const done = `${records} records loaded`;
      const nobody = gather.parts.length === 0;
      conclude(nobody ? { outcome: "ok", message: done } : outcomeOf(gather, done));
    },
  });
}

function refusalText(record: number, refusal: string): string {
  return record === 0
    ? `nothing loaded: ${refusal}`
    : `nothing loaded, record ${record}: ${refusal}`;
}

function fileRefusal({ files }: Control, name: string): string | undefined {
  if (name === "" || name.includes("\0")) return "a file must be named";
  return files.size >= filesMax ? "too many files are being read and written" : undefined;
}

function faultOf(result: FileResult): string {
  switch (result.kind) {
    case "loaded":
      return "the file could not be read";
    case "stored":
      return "the file could not be written";
    case "too-late":
      return "the file took too long";
    case "stopped":
      return "the proxy has stopped";
  }
}
