// One thread of the gallery: loads the cases once, then plants each defect that it is sent.
import { parentPort } from "node:worker_threads";
import { loadCases } from "../runner/cases.ts";
import { UsageError } from "../usage-error.ts";
import { runCampaign } from "./campaign.ts";
import type { GalleryAnswer, GalleryOrder } from "./gallery.ts";
import { importsOfReference, withDefect } from "./load.ts";

const port = parentPort;
if (port === null) throw new Error("this file is a thread of the gallery, not a program");
const cases = loadCases();
const imports = importsOfReference();

async function answerTo({ defect, options }: GalleryOrder): Promise<GalleryAnswer> {
  try {
    const target = await withDefect(defect, imports);
    const begun = (): void => {
      port?.postMessage({ kind: "alive" } satisfies GalleryAnswer);
    };
    const campaign = runCampaign(defect, target, cases, { ...options, begun });
    return { kind: "campaign", campaign };
  } catch (error) {
    if (error instanceof UsageError) return { kind: "usage", message: error.message };
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: "fault", message: `${defect.id}: ${message}` };
  }
}

port.on("message", (order: GalleryOrder) => {
  void answerTo(order).then((answer) => {
    port.postMessage(answer);
  });
});
