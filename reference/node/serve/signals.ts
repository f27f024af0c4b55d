// SIGINT and SIGTERM for a proxy: the first asks it to stop, the second ends it at once.

import type { RunningProxy } from "./proxy.ts";

const signals = ["SIGINT", "SIGTERM"] as const;

export function stopOnSignals(proxy: RunningProxy): void {
  let isAsked = false;
  const handle = (): void => {
    void (isAsked ? proxy.kill() : proxy.stop());
    isAsked = true;
  };
  for (const signal of signals) process.on(signal, handle);
  void proxy.exited.then(() => {
    for (const signal of signals) process.off(signal, handle);
  });
}
