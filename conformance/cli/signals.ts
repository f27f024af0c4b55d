// The first signal ends a long command in good order, with what it has found by then; a second one ends
// the process, since nobody listens for it any more.
import { exitCodes } from "../../reports/index.ts";

export interface Stop {
  readonly signal: AbortSignal;
  /** Nothing while no signal came. */
  exitCode(): number | undefined;
}

const codes = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;

export function abortOnSignal(): Stop {
  const controller = new AbortController();
  let code: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      code ??= codes[signal];
      controller.abort();
    });
  }
  return { signal: controller.signal, exitCode: () => code };
}
