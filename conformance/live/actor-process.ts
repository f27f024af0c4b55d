// The entry of a process that plays actors for a live run: a peer of its own to the proxy, with a pid
// that is not the runner's. It plays what it is told, one scenario after the other, until it is told
// no more.
import { type CloseOrder, packed, type PlayOrder, type PlayReport } from "./parcel.ts";
import { perform } from "./performance.ts";

let close = new AbortController();

process.on("message", (order: PlayOrder | CloseOrder) => {
  if (order.kind === "close") {
    close.abort();
    return;
  }
  close = new AbortController();
  const quiet = (): void => {
    process.send?.({ kind: "quiet" });
  };
  void perform(order, { quiet, close: close.signal }).then(({ journals, lagMicros }) => {
    const report: PlayReport = { kind: "played", journals: journals.map(packed), lagMicros };
    process.send?.(report);
  });
});
process.on("disconnect", () => {
  process.exit();
});
// Ctrl-C reaches every process of the terminal: the runner hears it and says when this one is done.
process.on("SIGINT", () => undefined);
process.send?.("ready");
