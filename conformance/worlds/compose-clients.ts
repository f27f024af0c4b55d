// The steps of one client, and the answers that its requests get.
import type { AnswerSpec, Step } from "../../sim/index.ts";
import type { Act, ClientPlan, Group, Place, WorldPlan } from "./draw/plan.ts";
import { partialTexts } from "./draw/hostile-texts.ts";
import { clientName, hostOf } from "./names.ts";

/** Everybody is up by then, and configured. */
const firstMicros = 1_000_000;
/** What a hostile text goes on with comes so much later. */
const moreMicros = 50_000;
/** Streams that nobody opened. */
const [idleStream, newStream] = [99, 999];

interface Where {
  readonly actor: string;
  readonly connection: string;
  readonly stem: string;
  readonly at: number;
}

export function clientSteps(client: ClientPlan, index: number): readonly Step[] {
  const actor = clientName(index);
  return client.visits.flatMap((visit, ordinal) => {
    let connection = `k${ordinal}`;
    const steps: Step[] = [];
    let at = firstMicros + visit.startMicros;
    visit.groups.forEach((group, number) => {
      at += group.gapMicros;
      const where = { actor, connection, stem: stemOf(index, ordinal, number), at };
      steps.push(...askingSteps(group, where));
      for (const act of group.acts) steps.push(...actSteps(act, where, group));
      at += (group.times - 1) * group.everyMicros;
      // What is said next would be the rest of it.
      if (isPartial(group)) connection += "x";
    });
    for (const act of visit.farewell) {
      steps.push(
        ...actSteps(act, { actor, connection, stem: "", at }, { times: 1, everyMicros: 0 }),
      );
    }
    return steps;
  });
}

function isPartial({ asking }: Group): boolean {
  return asking.kind === "say" && partialTexts.some(({ text }) => text === asking.text);
}

/** The labels of a group begin with it. */
function stemOf(client: number, visit: number, group: number): string {
  return `x${client}-${visit}-${group}`;
}

export function answersOf(plan: WorldPlan, cluster: number): readonly AnswerSpec[] {
  return plan.clients.flatMap((client, index) =>
    client.visits.flatMap((visit, ordinal) =>
      visit.groups.flatMap((group, number) => {
        if (group.cluster !== cluster || !isServed(group)) return [];
        return [{ for: `${stemOf(index, ordinal, number)}-{n}`, ...group.answer }];
      }),
    ),
  );
}

function isServed({ asking, answer }: Group): boolean {
  const isAnswered = Object.keys(answer).length > 0;
  return isAnswered && (asking.kind === "say" || asking.place === "served");
}

function askingSteps(group: Group, where: Where): readonly Step[] {
  const { asking, cluster, times, everyMicros } = group;
  const { actor, connection, stem, at } = where;
  const label = `${stem}-{n}`;
  const isOnce = times === 1 || isPartial(group);
  const often = isOnce ? {} : { times, everyMicros };
  if (asking.kind === "fetch") {
    const authority = authorityOf(asking.place, cluster);
    const path = { path: `/${stem}/{n}` };
    return [
      { at, actor, do: "fetch", connection, ...often, label, authority, ...path, ...asking.spec },
    ];
  }
  const text = asking.text.replaceAll("@label", label).replaceAll("@host", hostOf(cluster));
  const said: Step = { at, actor, do: "say", connection, ...often, label, text };
  const { more } = asking;
  if (more === undefined) return [said];
  return [said, { at: at + moreMicros, actor, do: "say", connection, text: more }];
}

function authorityOf(place: Place, cluster: number): string {
  switch (place) {
    case "served":
      return hostOf(cluster);
    case "nowhere":
      return "nowhere.example";
    case "malformed":
      return "user@nowhere.example";
    case "denied":
    case "moved":
    case "found":
      return `${place}.example`;
    case "absent":
      return "";
  }
}

function actSteps(
  act: Act,
  { actor, connection, stem, at: from }: Where,
  { times, everyMicros }: Pick<Group, "times" | "everyMicros">,
): readonly Step[] {
  const common = { at: from + act.afterMicros, actor, connection };
  const each = times === 1 ? { label: `${stem}-0` } : { label: `${stem}-{n}`, times, everyMicros };
  switch (act.do) {
    case "abort":
      return [{ ...common, do: act.do, ...each, code: act.code }];
    case "goOn":
      return [
        {
          ...common,
          do: act.do,
          ...each,
          ...(act.bytes === undefined ? {} : { bytes: act.bytes }),
        },
      ];
    case "credit": {
      const { bytes, drops, isOfStream } = act;
      if (drops === 1 && isOfStream) return [{ ...common, do: act.do, ...each, bytes }];
      const of = isOfStream ? { label: `${stem}-0` } : {};
      const often = drops === 1 ? {} : { times: drops, everyMicros: 1_500_000 };
      return [{ ...common, do: act.do, ...of, ...often, bytes }];
    }
    case "frame": {
      const { on, ...frame } = act.frame;
      const stream = { connection: 0, request: `${stem}-0`, idle: idleStream, new: newStream }[on];
      return [
        {
          ...common,
          do: act.do,
          ...frame,
          stream,
          ...(act.times === 1 ? {} : { times: act.times }),
        },
      ];
    }
    case "close":
    case "reset":
    case "halfClose":
    case "pauseReading":
    case "resumeReading":
      return [{ ...common, do: act.do }];
  }
}
