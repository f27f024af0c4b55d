// The master's end of the channel to one worker's process: its wishes go to the hub, what the hub
// accepts goes to it, and what it does not take goes back to the hub.

import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";
import type { ListenerId } from "../../host.ts";
import type { ListenHub } from "./hub.ts";
import { isFromWorker, type ToWorker } from "./message.ts";
import type { SharedAddress } from "./share.ts";

/** On its way to a worker that may stop listening before it comes there. */
interface Sent {
  readonly socket: Socket;
  readonly at: SharedAddress;
}

export function shareWithChild(child: ChildProcess, hub: ListenHub): void {
  const share = hub.share(child);
  const sent: Sent[] = [];
  const tell = (message: ToWorker): void => {
    if (child.connected) child.send(message, () => undefined);
  };
  const listen = (listener: ListenerId, at: SharedAddress): void => {
    share.listen(listener, at, {
      settled: (outcome, reason = "") => {
        tell({ kind: "settled", listener, outcome, reason });
      },
      accept: (socket) => {
        sent.push({ socket, at });
        const connection: ToWorker = { kind: "connection", listener };
        // It stays open here until the worker has it. One that is gone is told of by its exit.
        if (child.connected) child.send(connection, socket, { keepOpen: true }, () => undefined);
      },
    });
  };
  child.on("message", (wish: unknown) => {
    if (!isFromWorker(wish)) return;
    if (wish.kind === "listen") listen(wish.listener, wish.at);
    else if (wish.kind === "unlisten") share.unlisten(wish.listener);
    else {
      const first = sent.shift();
      if (wish.kind === "taken") first?.socket.destroy();
      else if (first !== undefined) hub.give(first.socket, first.at);
    }
  });
  child.once("exit", () => {
    hub.leave(child);
    for (const { socket, at } of sent.splice(0)) hub.give(socket, at);
  });
}
