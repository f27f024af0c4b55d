// The master's end of the channel to one worker's process: its wishes go to the hub, what the hub
// accepts goes to it.

import type { ChildProcess } from "node:child_process";
import type { ListenHub } from "./hub.ts";
import { isFromWorker, type ToWorker } from "./message.ts";

export function shareWithChild(child: ChildProcess, hub: ListenHub): void {
  const share = hub.share(child);
  const tell = (message: ToWorker): void => {
    if (child.connected) child.send(message, () => undefined);
  };
  child.on("message", (wish: unknown) => {
    if (!isFromWorker(wish)) return;
    if (wish.kind === "unlisten") {
      share.unlisten(wish.listener);
      return;
    }
    const { listener, at } = wish;
    share.listen(listener, at, {
      settled: (outcome, reason = "") => {
        tell({ kind: "settled", listener, outcome, reason });
      },
      accept: (socket) => {
        if (!child.connected) {
          socket.resetAndDestroy();
          return;
        }
        const connection: ToWorker = { kind: "connection", listener };
        child.send(connection, socket, { keepOpen: false }, (error) => {
          if (error !== null) socket.destroy();
        });
      },
    });
  });
  child.once("exit", () => {
    hub.leave(child);
  });
}
