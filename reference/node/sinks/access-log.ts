// Where a worker's access log goes: a file, or datagrams of one line each to whoever collects them. Without
// a target its lines stand in the worker's log. LIVE-NO-BLOCK: no reader can hold the writer.

import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import { datagramsInFlightMax } from "../bounds.ts";
import { type AppendLine, openLineFile } from "./line-file.ts";

export type AccessTarget =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "udp"; readonly host: string; readonly port: number };

export interface AccessLog {
  /** LOG-UNSENT: false for a line that cannot be written. */
  readonly append: AppendLine;
  /** Resolves when what was accepted has left, or after `millis`. */
  readonly close: (millis: number) => Promise<void>;
}

/** The group may read it, as with the other files. */
const mode = 0o640;

/** A datagram holds no more of IPv4, headers apart. */
const datagramBytesMax = 65_507;

/** Throws the file system's error, or one that says that the path is no regular file. */
export function openAccessLog(target: AccessTarget): AccessLog {
  return target.kind === "file" ? toFile(target.path) : toDatagrams(target);
}

function toFile(path: string): AccessLog {
  const { append, close } = openLineFile(path, mode);
  return {
    append,
    close: () => {
      close();
      return Promise.resolve();
    },
  };
}

function toDatagrams({ host, port }: { readonly host: string; readonly port: number }): AccessLog {
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  // Nobody listening at the far end is no concern of the sender.
  socket.on("error", () => undefined);
  socket.unref();
  let inFlight = 0;
  let idle: () => void = () => undefined;
  return {
    append(line) {
      const bytes = Buffer.from(line);
      if (bytes.length > datagramBytesMax || inFlight >= datagramsInFlightMax) return false;
      inFlight += 1;
      socket.send(bytes, port, host, () => {
        inFlight -= 1;
        if (inFlight === 0) idle();
      });
      return true;
    },
    async close(millis) {
      if (inFlight > 0) {
        await new Promise<void>((resolve) => {
          idle = resolve;
          setTimeout(resolve, millis).unref();
        });
      }
      socket.close();
    },
  };
}
