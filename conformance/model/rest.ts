// How long nothing can last that a proxy has under way: every timer of a session, one behind the other.
// LIVE-ENDS: after that nothing may be left of what no fault holds up.
import type { Scenario } from "../../sim/index.ts";
import { microsPerSecond } from "./constants.ts";
import type { TimeoutSeconds, TrafficConstants } from "./traffic-constants.ts";

/** FLOW-STALL: D is at least this long. */
const stallSecondsLeast = 30;

/** What the listeners of a scenario wait for at most, each timer by its slowest listener. */
function timeoutSecondsOf(
  { world }: Scenario,
  { timeoutSeconds }: TrafficConstants,
): TimeoutSeconds {
  const { request, front, connect, back } = timeoutSeconds;
  const listeners = world?.proxy?.listeners ?? [{ port: 0 }];
  return {
    request: Math.max(...listeners.map(({ requestTimeout = request }) => requestTimeout)),
    front: Math.max(...listeners.map(({ frontTimeout = front }) => frontTimeout)),
    connect: Math.max(...listeners.map(({ connectTimeout = connect }) => connectTimeout)),
    back: Math.max(...listeners.map(({ backTimeout = back }) => backTimeout)),
  };
}

/** The longest that one timer of a session runs: among them D. */
function longestMicrosOf({ request, front, connect, back }: TimeoutSeconds): number {
  return Math.max(request, front, connect, back, stallSecondsLeast) * microsPerSecond;
}

/** All timers of a session, one behind the other. */
function sessionMicrosOf(seconds: TimeoutSeconds, traffic: TrafficConstants): number {
  const { request, front, connect, back } = seconds;
  const { attemptsMax, lingerMicros, timerMicrosMax } = traffic;
  const stall = Math.max(back, stallSecondsLeast);
  const all = request + front + attemptsMax * connect + back + stall;
  return all * microsPerSecond + lingerMicros + timerMicrosMax;
}

/** How long a client's connection may be there without a byte, and without a request. */
export function sessionLimitsOf(
  scenario: Scenario,
  traffic: TrafficConstants,
): { readonly sessionMicros: number; readonly longestMicros: number } {
  const seconds = timeoutSecondsOf(scenario, traffic);
  return {
    sessionMicros: sessionMicrosOf(seconds, traffic),
    longestMicros: longestMicrosOf(seconds) + traffic.lingerMicros + traffic.timerMicrosMax,
  };
}

/** Undefined: nothing is proxied. A drain may have begun at the last step. */
export function restMicrosOf(scenario: Scenario, traffic: TrafficConstants): number | undefined {
  if (scenario.world?.proxy === undefined) return undefined;
  const seconds = timeoutSecondsOf(scenario, traffic);
  return Math.max(sessionMicrosOf(seconds, traffic), traffic.drainMicros);
}
