// One thread beside the main one: plays each batch that it is sent against a target of its own.
import { parentPort, workerData } from "node:worker_threads";
import { targetOf } from "../targets/by-name.ts";
import { type Batch, type BatchAnswer, playBatch } from "./batch.ts";

const port = parentPort;
if (port === null) throw new Error("this file is a thread of a run, not a program");
const targetName: unknown = workerData;
if (typeof targetName !== "string") throw new Error("a thread of a run is given a target's name");
const target = targetOf(targetName);

async function answerTo(batch: Batch): Promise<BatchAnswer> {
  try {
    return { kind: "runs", runs: playBatch(batch, await target, () => false) };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: "fault", message };
  }
}

port.on("message", (batch: Batch) => {
  void answerTo(batch).then((answer) => {
    port.postMessage(answer);
  });
});
