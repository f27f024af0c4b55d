// The server's side of one handshake on an accepted socket. How long it may take is the machine's
// business, which ends the socket when it has waited enough.

import type { Socket } from "node:net";
import { TLSSocket, type SecureContext } from "node:tls";
import type { SecureOutcome, TlsFacts } from "../../host.ts";
import { shownFor, type TlsContexts } from "./contexts.ts";

/** Calls `settled` once. The stream carries bytes only when it is secured. */
export function shakeHands(
  socket: Socket,
  contexts: TlsContexts,
  settled: (outcome: SecureOutcome) => void,
): TLSSocket {
  let shown = contexts.first;
  const stream = new TLSSocket(socket, {
    isServer: true,
    secureContext: shown.context,
    ALPNProtocols: [...contexts.alpn],
    SNICallback: (serverName: string, choose: (fault: null, context: SecureContext) => void) => {
      shown = shownFor(contexts, serverName);
      choose(null, shown.context);
    },
  });
  stream.allowHalfOpen = true;
  let isSettled = false;
  const settle = (outcome: SecureOutcome): void => {
    if (isSettled) return;
    isSettled = true;
    settled(outcome);
  };
  const fail = (reason: string): void => {
    settle({ kind: "failed", reason });
    stream.destroy();
  };
  const fault = (error: Error): void => {
    fail(error.message);
  };
  // A socket without a server of its own tells of faults this way, in the handshake and after it.
  stream.on("_tlsError", fault);
  stream.on("error", fault);
  stream.once("close", () => {
    fail("the connection ended");
  });
  stream.once("secure", () => {
    settle({ kind: "secured", facts: factsOf(stream, shown.names) });
  });
  return stream;
}

function factsOf(stream: TLSSocket, certificateNames: readonly string[]): TlsFacts {
  const serverName: unknown = Reflect.get(stream, "servername");
  const alpn = stream.alpnProtocol;
  return {
    version: stream.getProtocol() ?? "unknown",
    cipher: stream.getCipher().standardName,
    serverName: typeof serverName === "string" && serverName !== "" ? serverName : undefined,
    alpn: typeof alpn === "string" && alpn !== "" ? alpn : undefined,
    certificateNames,
  };
}
