// Asks a proxy to stop over its own command socket, as any operator would: its machine drains, its
// audit tells who asked. It deliberately waits for no worker; the end of the master is seen
// elsewhere.

import { connect } from "node:net";
import { decodeResponse, encodeRequest, FrameDecoder, frameOf } from "../../../wire/index.ts";
import { ResponseStatus } from "../../../wire/index.ts";
import { requestOf } from "../configuration/request.ts";

const replyBytesMax = 1_000_000;

/** False as soon as it is known that the proxy will not stop for us; true when it hangs up. */
export function askToStop(commandSocket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const frames = new FrameDecoder(replyBytesMax);
    const socket = connect({ path: commandSocket });
    socket.once("connect", () => {
      socket.write(frameOf(encodeRequest(requestOf({ case: "softStop", value: {} }))));
    });
    socket.on("data", (bytes) => {
      frames.push(bytes);
      for (let next = frames.next(); next !== undefined; next = frames.next()) {
        const reply = next.kind === "frame" ? decodeResponse(next.payload) : undefined;
        const isRefused = reply?.ok !== true || reply.message.status === ResponseStatus.FAILURE;
        if (isRefused) {
          socket.destroy();
          resolve(false);
          return;
        }
      }
    });
    socket.once("error", () => {
      resolve(false);
    });
    socket.once("close", () => {
      resolve(true);
    });
  });
}
