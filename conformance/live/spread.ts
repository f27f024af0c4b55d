// What a case sends at one instant on one connection, because nothing hangs on it, is sent one after the
// other on a real clock: otherwise a proxy that loses requests sent together would fail every case that
// only prepares something with them. Cases about requests that come together stay as they are.
import type { Scenario, Step } from "../../sim/index.ts";

/** Steps of a case are further apart than that, or at one instant. */
const apartMicros = 1_000;

const aboutTogether = /^(?:FRAME|FANOUT|LIVE|EVENT)-/;
const together = /pipelin|one-write|one-read|at-once|burst|crowd|together|many/;

export function spread(scenario: Scenario): Scenario {
  const { id, rules, steps } = scenario;
  if (together.test(id) || rules.some((rule) => aboutTogether.test(rule))) return scenario;
  const seen = new Map<string, number>();
  return {
    ...scenario,
    steps: steps.map((step) => {
      if (!isSending(step)) return step;
      const place = `${step.actor} ${step.connection ?? "main"} ${step.at}`;
      const earlier = seen.get(place) ?? 0;
      seen.set(place, earlier + 1);
      return earlier === 0 ? step : { ...step, at: step.at + earlier * apartMicros };
    }),
  };
}

type Sending = Step & { readonly actor: string; readonly connection?: string };

function isSending(step: Step): step is Sending {
  return "actor" in step && ["apply", "clear", "look", "request"].includes(step.do);
}
