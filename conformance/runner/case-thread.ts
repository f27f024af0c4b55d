// One thread beside the main one: plays each batch that it is sent against a target of its own.
import { workerData } from "node:worker_threads";
import { targetOf } from "../targets/by-name.ts";
import { isBatch, playBatch } from "./batch.ts";
import { answerTasks } from "./thread-work.ts";

const targetName: unknown = workerData;
if (typeof targetName !== "string") throw new Error("a thread of a run is given a target's name");
const target = targetOf(targetName);

answerTasks(async (batch) => {
  if (!isBatch(batch)) throw new Error("a thread of a run is sent batches");
  return playBatch(batch, await target, () => false);
});
