// How a connection behaves: latency, segmentation, windows. Plain numbers with defaults that are
// calm: no latency, whole segments, windows of 64 KiB.

import {
  latencySpreadMicrosMax,
  receiveWindowBytesDefault,
  sendWindowBytesDefault,
  windowBytesMax,
} from "../bounds.ts";
import { WorldError } from "../error.ts";
import type { Micros } from "../machine.ts";

export interface NetworkSettings {
  /** Least and most a segment takes; drawn for each by choice, the least is calm. */
  readonly latencyMicros: readonly [Micros, Micros];
  /** Latencies are drawn from this grid, so that a coarse one makes ties. */
  readonly latencyStepMicros: Micros;
  /** `whole`: a write arrives as it was made. `random`: cut by choice, from one byte up. */
  readonly segmentation: "whole" | "random";
  /** Bytes accepted from the writer that wait for the reader's window. */
  readonly sendWindowBytes: number;
  /** Bytes on their way or unread. */
  readonly receiveWindowBytes: number;
}

export const calmNetwork: NetworkSettings = {
  latencyMicros: [0, 0],
  latencyStepMicros: 1,
  segmentation: "whole",
  sendWindowBytes: sendWindowBytesDefault,
  receiveWindowBytes: receiveWindowBytesDefault,
};

export function networkSettings(
  base: NetworkSettings,
  changes: Partial<NetworkSettings> | undefined,
): NetworkSettings {
  if (changes === undefined) return base;
  const settings = { ...base, ...changes };
  const [least, most] = settings.latencyMicros;
  inside("latencyMicros[0]", least, 0, Number.MAX_SAFE_INTEGER);
  inside("latencyMicros[1]", most, least, least + latencySpreadMicrosMax);
  inside("latencyStepMicros", settings.latencyStepMicros, 1, latencySpreadMicrosMax);
  inside("sendWindowBytes", settings.sendWindowBytes, 1, windowBytesMax);
  inside("receiveWindowBytes", settings.receiveWindowBytes, 1, windowBytesMax);
  return settings;
}

function inside(name: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new WorldError("option-out-of-range", `${name} = ${value}`);
  }
}
