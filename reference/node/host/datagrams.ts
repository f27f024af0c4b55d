// Sending datagrams. One unbound socket for each address family, opened when first needed; what
// the kernel does not take in time is dropped, as a network would. It deliberately receives
// nothing: datagrams arrive at listeners.

import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { Address } from "../../host.ts";
import { datagramsInFlightMax } from "../bounds.ts";

export class DatagramSender {
  readonly #sockets = new Map<"udp4" | "udp6", Socket>();
  #inFlight = 0;

  /** Node has no datagram sockets of the Unix kind: those addresses drop what is sent. */
  send(to: Address, bytes: Uint8Array): void {
    if (to.kind !== "inet" || this.#inFlight >= datagramsInFlightMax) return;
    this.#inFlight += 1;
    const socket = this.#socket(isIPv6(to.host) ? "udp6" : "udp4");
    socket.send(Buffer.from(bytes), to.port, to.host, () => {
      this.#inFlight -= 1;
    });
  }

  close(): void {
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
  }

  #socket(family: "udp4" | "udp6"): Socket {
    const existing = this.#sockets.get(family);
    if (existing !== undefined) return existing;
    const socket = createSocket(family);
    // Nobody listening at the far end is no concern of the sender.
    socket.on("error", () => undefined);
    socket.unref();
    this.#sockets.set(family, socket);
    return socket;
  }
}
