// One thread beside the main one: generates, plays and judges the worlds of each batch that it is sent.
import { workerData } from "node:worker_threads";
import { answerTasks } from "../runner/thread-work.ts";
import { targetOf } from "../targets/by-name.ts";
import { isWorldBatch, playWorlds } from "./world-run.ts";

const targetName: unknown = workerData;
if (typeof targetName !== "string") throw new Error("a thread of a run is given a target's name");
const target = targetOf(targetName);

answerTasks(async (batch) => {
  if (!isWorldBatch(batch)) throw new Error("a thread of generated worlds is sent batches of them");
  return playWorlds(batch, await target, () => false);
});
