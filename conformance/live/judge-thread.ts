// The thread that judges what was played: the search for a legal order may take a while, and the runner
// has other cases to play.
import { parentPort } from "node:worker_threads";
import type { JudgeOrder, JudgeReport } from "./judging.ts";
import { judgePlayed } from "./live-judge.ts";
import { unpacked } from "./parcel.ts";

parentPort?.on("message", ({ id, played, description }: JudgeOrder) => {
  const journals = played.journals.map(unpacked);
  const found = judgePlayed({ ...played, journals }, description);
  const report: JudgeReport = { id, found };
  parentPort?.postMessage(report);
});
