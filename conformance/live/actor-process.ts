// The entry of a process that plays actors for a live run: a peer of its own to the proxy, with a pid
// that is not the runner's. It plays what it is told, one scenario after the other, until it is told
// no more.
import { packed, type PlayOrder, type PlayReport } from "./parcel.ts";
import { perform } from "./performance.ts";

process.on("message", (order: PlayOrder) => {
  void perform(order).then((journals) => {
    const report: PlayReport = { journals: journals.map(packed) };
    process.send?.(report);
  });
});
process.on("disconnect", () => {
  process.exit();
});
// Ctrl-C reaches every process of the terminal: the runner hears it and says when this one is done.
process.on("SIGINT", () => undefined);
process.send?.("ready");
