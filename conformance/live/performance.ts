// One performance of some actors of a scenario, from its beginning to its end, in this process.
import { setTimeout as pause } from "node:timers/promises";
import { type ActorJournal, compileScenario } from "../../sim/index.ts";
import type { PlayOrder } from "./parcel.ts";
import { openStage } from "./stage.ts";

export async function perform(order: PlayOrder): Promise<readonly ActorJournal[]> {
  const { scenario, actors, startNanos } = order;
  const stage = openStage({ ...order, compiled: compileScenario(scenario) });
  const until = async (at: number): Promise<void> => {
    const passedMicros = Number((process.hrtime.bigint() - startNanos) / 1_000n);
    await pause(Math.max(0, (at - passedMicros) / 1_000));
  };
  const deaths = scenario.steps.flatMap((step) =>
    step.do === "kill" && "node" in step && actors.includes(step.node) ? [step] : [],
  );
  for (const { at, node } of deaths.sort((a, b) => a.at - b.at)) {
    await until(at);
    await stage.kill(node);
  }
  await until(scenario.endMicros);
  await stage.close();
  return stage.journals;
}
