// What a thread of a run does with the tasks that it is sent: it answers them one by one, and says so when
// it cannot go on.
import { parentPort } from "node:worker_threads";
import type { ThreadAnswer } from "./lanes.ts";

type Work = (task: unknown) => Promise<unknown>;

export function answerTasks(work: Work): void {
  const port = parentPort;
  if (port === null) throw new Error("this file is a thread of a run, not a program");
  port.on("message", (task: unknown) => {
    void answerTo(task, work).then((answer) => {
      port.postMessage(answer);
    });
  });
}

async function answerTo(task: unknown, work: Work): Promise<ThreadAnswer> {
  try {
    return { kind: "answer", answer: await work(task) };
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: "fault", message };
  }
}
