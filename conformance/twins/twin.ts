// The twin of a scenario: the same, but for one difference that must make none to anybody else. What a
// twin leaves away is data in the scenario; everything that stays keeps its name, its place and its
// process id, and so all its chance (docs/determinism.md). A further kind of difference is a further
// field of `TwinSpec` and a further step here.
import {
  type ActorSpec,
  isActorStep,
  type Scenario,
  type Step,
  type TwinSpec,
} from "../../sim/index.ts";

/** How the player numbers processes that a scenario does not number. */
const firstPid = 1001;

/** What the player is given the second time. */
export function twinOf(scenario: Scenario, twin: TwinSpec): Scenario {
  const { without = [], stays = [], flat = [] } = twin;
  const actors = Object.entries(scenario.actors).map(([name, spec], place) => {
    const mine = numbered(spec, place);
    return [name, flat.includes(name) ? flattened(mine) : mine] as const;
  });
  const steps = scenario.steps.filter((step) => !isOf(step, without) && !isLeaving(step, stays));
  const { format, id, title, rules, cells, tags, source, world, endMicros } = scenario;
  return {
    ...{ format, id, title, rules, cells, tags, source, endMicros },
    ...(world === undefined ? {} : { world }),
    actors: Object.fromEntries(actors.filter(([name]) => !without.includes(name))),
    steps: steps.map((step) => (isOf(step, flat) ? flattened(step) : step)),
    expect: [],
  };
}

/** Whoever must see no difference: the clients that are there both times and behave both times. */
export function bystandersOf(scenario: Scenario, twin: TwinSpec): ReadonlySet<string> {
  const names = Object.entries(scenario.actors)
    .filter(([name, { kind }]) => kind !== "statsd-sink" && !isNamed(name, twin))
    .map(([name]) => name);
  return new Set(names);
}

export function isNamed(actor: string, { without = [], stays = [] }: TwinSpec): boolean {
  return without.includes(actor) || stays.includes(actor);
}

function numbered(spec: ActorSpec, place: number): ActorSpec {
  return spec.kind === "scripted-master" ? spec : { ...spec, pid: spec.pid ?? firstPid + place };
}

/** The same lease, which moves no level: that of the process is nowhere above the configured one. */
function flattened<Leasing extends ActorSpec | Step>(leasing: Leasing): Leasing {
  return "detail" in leasing ? { ...leasing, detail: "process" } : leasing;
}

function isOf(step: Step, names: readonly string[]): boolean {
  if (isActorStep(step)) return names.includes(step.actor);
  if ("node" in step) return names.includes(step.node);
  return "from" in step && (names.includes(step.from) || names.includes(step.to));
}

/** What ends a connection, as a step says it. */
const leaving: readonly string[] = ["close", "halfClose", "reset"];

function isLeaving(step: Step, names: readonly string[]): boolean {
  if (!isActorStep(step)) return step.do === "kill" && names.includes(step.node);
  return leaving.includes(step.do) && names.includes(step.actor);
}
