// Everything that the suite asks of itself. This is what is bundled, with a fault planted in it.
import { baselineProbes } from "./baseline-probes.ts";
import { judgeProbes } from "./judge-probes.ts";
import type { Probe } from "./probe.ts";
import { runnerProbes } from "./runner-probes.ts";
import { worldProbes } from "./world-probes.ts";

export const probes: readonly Probe[] = [
  ...worldProbes,
  ...runnerProbes,
  ...judgeProbes,
  ...baselineProbes,
];
