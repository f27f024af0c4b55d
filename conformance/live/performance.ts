// One performance of some actors of a scenario, from its beginning to its end, in this process.
import { setTimeout as pause } from "node:timers/promises";
import { type ActorJournal, compileScenario } from "../../sim/index.ts";
import type { PlayOrder } from "./parcel.ts";
import { openStage } from "./stage.ts";

export async function perform(order: PlayOrder): Promise<readonly ActorJournal[]> {
  const { scenario, startNanos } = order;
  const stage = openStage({ ...order, compiled: compileScenario(scenario) });
  const passedMicros = Number((process.hrtime.bigint() - startNanos) / 1_000n);
  await pause(Math.max(0, (scenario.endMicros - passedMicros) / 1_000));
  await stage.close();
  return stage.journals;
}
