// What an answering worker says, made from the words of the scenario before the run begins: in turn
// for each verb, and the last one again and again.

import { fromJson, type JsonObject } from "@bufbuild/protobuf";
import {
  encodeWorkerResponse,
  WorkerResponseSchema,
  type WorkerResponse,
} from "../../wire/index.ts";
import type { AnsweringScript, VerbName } from "./worker-script.ts";

/** Throws what the reader of protobuf JSON throws. */
export function workerAnswer(json: JsonObject): WorkerResponse {
  return fromJson(WorkerResponseSchema, json);
}

export class WorkerAnswers {
  readonly #left: ReadonlyMap<VerbName, WorkerResponse[]>;

  constructor({ answers }: AnsweringScript) {
    this.#left = new Map(
      Object.entries(answers).map(([verb, texts]) => [verb, texts.map(workerAnswer)]),
    );
  }

  /** The payload of the next answer to a verb, under the id of the request. */
  next(verb: VerbName, id: string): Uint8Array | undefined {
    const left = this.#left.get(verb);
    const answer = left !== undefined && left.length > 1 ? left.shift() : left?.[0];
    return answer === undefined ? undefined : encodeWorkerResponse({ ...answer, id });
  }

  /** How many answers a digest has to tell apart. */
  get left(): number {
    return [...this.#left.values()].reduce((sum, { length }) => sum + length, 0);
  }
}
