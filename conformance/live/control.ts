// The runner's own questions to a live proxy, on a connection of their own: which workers there are, and
// what a case finds configured. They are asked before and after a case, so that they disturb nothing.
import { connect } from "node:net";
import {
  create,
  decodeResponse,
  EmptySchema,
  encodeRequest,
  FRAME_BYTES_DEFAULT_MAX,
  FrameDecoder,
  frameOf,
  RequestSchema,
  type Response,
  RunState,
  SetMetricDetailSchema,
} from "../../wire/index.ts";
import { lookClientId } from "../../sim/index.ts";
import { fleetStatusOf, statusOf } from "../observe/facts.ts";

export interface LiveWorker {
  readonly id: number;
  /** 0 where the proxy does not tell. */
  readonly pid: number;
  readonly isRunning: boolean;
}

/** `other`: it answers, but not with a list of workers, which may not fit into a frame. `none`: not in time. */
export type WorkersAnswer =
  | { readonly kind: "workers"; readonly workers: readonly LiveWorker[] }
  | { readonly kind: "other" }
  | { readonly kind: "none" };

/** As the proxy knows them. */
export async function askForWorkers(path: string, millis: number): Promise<WorkersAnswer> {
  return await workersBy("listWorkers", path, millis);
}

/** As the proxy knows them. Undefined when it does not tell. */
export async function workersOf(
  path: string,
  millis: number,
): Promise<readonly LiveWorker[] | undefined> {
  const answer = await askForWorkers(path, millis);
  return answer.kind === "workers" ? answer.workers : undefined;
}

/** As they say themselves: one that does not answer does not run. Nobody when the proxy does not answer in time. */
export async function heardWorkersOf(path: string, millis: number): Promise<readonly LiveWorker[]> {
  const answer = await workersBy("status", path, millis);
  return answer.kind === "workers" ? answer.workers : [];
}

async function workersBy(
  verb: "listWorkers" | "status",
  path: string,
  millis: number,
): Promise<WorkersAnswer> {
  const value = create(EmptySchema);
  const request = create(RequestSchema, { requestType: { case: verb, value } });
  const response = await asked(path, encodeRequest(request), millis);
  if (response === undefined) return { kind: "none" };
  const content = response.content?.contentType;
  if (content?.case !== "workers") return { kind: "other" };
  const workers = content.value.vec.map(({ id, pid, runState }) => {
    return { id, pid, isRunning: runState === RunState.RUNNING };
  });
  return { kind: "workers", workers };
}

/** One after the other; the place of the first that was not answered OK. */
export async function askAll(
  path: string,
  payloads: readonly Uint8Array[],
  millis: number,
): Promise<number | undefined> {
  for (const [place, payload] of payloads.entries()) {
    const response = await asked(path, payload, millis);
    if (response === undefined || statusOf(response.status) !== "ok") return place;
  }
  return undefined;
}

/** By the clear of an id that nobody holds, which changes nothing. */
export async function hasNoLease(path: string, millis: number): Promise<boolean> {
  const value = create(SetMetricDetailSchema, { clientId: lookClientId, clear: true });
  const request = create(RequestSchema, { requestType: { case: "setMetricDetail", value } });
  const response = await asked(path, encodeRequest(request), millis);
  const fleet = response === undefined ? undefined : fleetStatusOf(response);
  if (fleet === undefined) return false;
  return [...fleet.workers.values()].every(({ count }) => count === 0);
}

export async function asked(
  path: string,
  payload: Uint8Array,
  millis: number,
): Promise<Response | undefined> {
  const frames = new FrameDecoder(FRAME_BYTES_DEFAULT_MAX);
  return await new Promise((resolve) => {
    const socket = connect(path, () => socket.write(frameOf(payload)));
    const finish = (response: Response | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(response);
    };
    const timer = setTimeout(finish, millis, undefined);
    socket.on("error", () => {
      finish(undefined);
    });
    socket.on("close", () => {
      finish(undefined);
    });
    socket.on("data", (chunk: Buffer) => {
      frames.push(new Uint8Array(chunk));
      for (let next = frames.next(); next?.kind === "frame"; next = frames.next()) {
        const decoded = decodeResponse(next.payload);
        if (decoded.ok && statusOf(decoded.message.status) !== "processing") {
          finish(decoded.message);
        }
      }
    });
  });
}
