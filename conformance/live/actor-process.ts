// The entry of a process that plays actors for live runs: a peer of its own to the proxy, with a pid
// that is not the runner's. It plays what it is told, in as many performances at a time as it is told,
// until it is told no more.
import { packedEvent } from "./http/packed-exchange.ts";
import { type CloseOrder, packed, type PlayOrder, type PlayReport } from "./parcel.ts";
import { perform } from "./performance.ts";

// Each performance listens for its own end.
process.setMaxListeners(0);
process.on("message", (order: PlayOrder | CloseOrder) => {
  if (order.kind === "play") void play(order);
});
process.on("disconnect", () => {
  process.exit();
});
// Ctrl-C, and what stops a service or a job, reaches the whole group: the runner hears it and says when this
// one is done.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
process.send?.("ready");

async function play(order: PlayOrder): Promise<void> {
  const { performance } = order;
  const close = new AbortController();
  const heard = (next: PlayOrder | CloseOrder): void => {
    if (next.kind === "close" && next.performance === performance) close.abort();
  };
  process.on("message", heard);
  const quiet = (): void => {
    process.send?.({ kind: "quiet", performance });
  };
  const { journals, tape, lagMicros } = await perform(order, { quiet, close: close.signal });
  process.off("message", heard);
  const report: PlayReport = {
    kind: "played",
    performance,
    journals: journals.map(packed),
    tape: tape.map(packedEvent),
    lagMicros,
  };
  process.send?.(report);
}
