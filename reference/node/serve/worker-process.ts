// The script of a worker process: the reference's worker on the descriptors its master gave it.

import { createWorker } from "../../index.ts";
import { runWorkerProcess } from "../children/worker-main.ts";

await runWorkerProcess(createWorker);
