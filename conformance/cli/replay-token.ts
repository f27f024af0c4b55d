// A replay token names one run: `e2:lease-cap-65th:7` is the case under seed 7, in the engine version 2.
// Another engine would draw another run from that seed, so its tokens are refused, not tried.
import { engineVersion } from "../../sim/index.ts";
import { UsageError } from "../usage-error.ts";

export interface ReplayToken {
  readonly caseId: string;
  readonly seed: number;
}

const form = /^e(?<engine>\d{1,6}):(?<caseId>[a-z0-9-]+):(?<seed>\d{1,15})$/;

export function replayToken({ caseId, seed }: ReplayToken): string {
  return `e${engineVersion}:${caseId}:${seed}`;
}

/** Nothing for text that is the plain id of a case. @throws UsageError for a token of no use here. */
export function readReplayToken(text: string): ReplayToken | undefined {
  if (!text.includes(":")) return undefined;
  const parts = form.exec(text)?.groups;
  if (parts === undefined) {
    throw new UsageError(
      `${text} is no replay token; one looks like ${replayToken({ caseId: "lease-cap-65th", seed: 7 })}`,
    );
  }
  const { engine = "", caseId = "", seed = "" } = parts;
  if (Number(engine) !== engineVersion) {
    throw new UsageError(
      `${text} was made by engine ${engine} and this is engine ${engineVersion}, which would show another run; replay it with the release that made it`,
    );
  }
  return { caseId, seed: Number(seed) };
}
