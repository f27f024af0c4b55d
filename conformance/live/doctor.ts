// What stands between a description and a first run: one line for each problem, none when a proxy was
// launched, showed running workers and ended. Nothing is judged.
import { compileScenario, type Scenario } from "../../sim/index.ts";
import { Attached } from "./attached.ts";
import { workersOf } from "./control.ts";
import { Networks, placed, portsOf } from "./http/placing.ts";
import { Instance } from "./instance.ts";
import { withOwnCommand } from "./own-command.ts";
import { PeerInstance } from "./peers/peer-instance.ts";
import { TargetError } from "./process-group.ts";
import { StrayRegister } from "./strays.ts";
import type { AttachDescription, LiveDescription } from "./target-file.ts";

const answerMillis = 5_000;
const workersWanted = 2;

/** The least that a case asks for. */
const plain: Scenario = {
  format: 1,
  id: "doctor",
  title: "A fleet that nobody asks for anything.",
  rules: [],
  cells: [],
  tags: [],
  source: "",
  world: { workers: workersWanted },
  actors: {},
  steps: [],
  expect: [],
  endMicros: 0,
};

/** The least that a proxy without a control plane is configured for. */
const served: Scenario = {
  ...plain,
  world: {
    proxy: {
      listeners: [{ port: 8080 }],
      clusters: [{ id: "c", backends: [{ id: "b", port: 9000 }] }],
    },
  },
};

export async function problemsOf(
  description: LiveDescription,
  stop: AbortSignal,
): Promise<readonly string[]> {
  if (description.by.kind === "attach") return await problemsAt(description.by.attach);
  const register = new StrayRegister();
  register.end();
  return await withOwnCommand(description, register, (found) =>
    problemsOfLaunched(found, register, stop),
  );
}

async function problemsOfLaunched(
  description: LiveDescription,
  register: StrayRegister,
  stop: AbortSignal,
): Promise<readonly string[]> {
  const world = compileScenario(plain).settings;
  let instance: Instance | PeerInstance | undefined;
  try {
    if (description.peer !== undefined) {
      const scenario = placed(served, await new Networks().free(portsOf(served)));
      instance = await PeerInstance.launch({
        description,
        scenario,
        register,
        stop,
        isCapped: false,
      });
      return [];
    }
    instance = await Instance.launch({ description, world, register, stop });
    return await problemsWith(instance);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return [error.message.replaceAll("\n", " ")];
  } finally {
    await instance?.end();
  }
}

async function problemsAt(attach: AttachDescription): Promise<readonly string[]> {
  try {
    const workers = await new Attached(attach).workers();
    return workers.length > 0 ? [] : ["no worker is running"];
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return [error.message];
  }
}

async function problemsWith(instance: Instance): Promise<string[]> {
  const deadline = performance.now() + answerMillis;
  let said = "it does not answer ListWorkers on its command socket";
  while (performance.now() < deadline && instance.ended === undefined) {
    const workers = await workersOf(instance.commandSocket, answerMillis);
    const running = workers?.filter(({ isRunning }) => isRunning).length ?? 0;
    if (running === workersWanted) return [];
    if (workers !== undefined) said = `${running} of ${workersWanted} workers are running`;
  }
  return [instance.ended === undefined ? said : `it ended by itself: ${instance.ended}`];
}
