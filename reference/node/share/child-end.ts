// A worker's end, in a process of its own: it asks its parent to listen, and is handed sockets.

import { Socket } from "node:net";
import type { ListenerId } from "../../host.ts";
import { isToWorker, type FromWorker } from "./message.ts";
import type { Share, Taker } from "./share.ts";

/** Undefined in a process that was not started with such a channel. */
export function shareOfProcess(): Share | undefined {
  if (process.send === undefined) return undefined;
  const takers = new Map<ListenerId, Taker>();
  const ask = (wish: FromWorker): void => {
    if (process.connected) process.send?.(wish);
  };
  process.on("message", (news: unknown, handle: unknown) => {
    if (!isToWorker(news)) return;
    const taker = takers.get(news.listener);
    if (news.kind === "settled") taker?.settled(news.outcome, reasonOf(news.reason));
    else if (handle instanceof Socket) ask({ kind: receive(handle, taker) });
  });
  return {
    listen: (listener, at, taker) => {
      takers.set(listener, taker);
      ask({ kind: "listen", listener, at });
    },
    unlisten: (listener) => {
      takers.delete(listener);
      ask({ kind: "unlisten", listener });
    },
  };
}

function receive(socket: Socket, taker: Taker | undefined): "taken" | "refused" {
  socket.on("error", () => undefined);
  if (taker === undefined) {
    // Only this end of it is closed: the parent has its own.
    socket.destroy();
    return "refused";
  }
  socket.setNoDelay(true);
  taker.accept(socket);
  return "taken";
}

function reasonOf(text: string): string | undefined {
  return text === "" ? undefined : text;
}
