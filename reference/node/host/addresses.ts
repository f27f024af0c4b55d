// Addresses of the machines and of Node's sockets, and how the failures of the operating system
// read as outcomes. It deliberately opens nothing.

import { isIPv6 } from "node:net";
import type { Address, ConnectOutcome, ListenOutcome } from "../../host.ts";

/** `host:port`, `[host]:port`, the path, or the node's name. */
export function addressText(address: Address): string {
  switch (address.kind) {
    case "unix":
      return address.path;
    case "inet":
      return isIPv6(address.host)
        ? `[${address.host}]:${address.port}`
        : `${address.host}:${address.port}`;
    case "node":
      return address.node;
  }
}

/** Whether only this machine can reach a listener at `host`. */
export function isLoopback(host: string): boolean {
  const plain = host.startsWith("::ffff:") ? host.slice("::ffff:".length) : host;
  return plain === "localhost" || plain === "::1" || /^127(\.\d{1,3}){3}$/.test(plain);
}

/** The `code` of an operating system's error, or "" where there is none. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

const connectOutcomes: Readonly<Record<string, ConnectOutcome>> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "refused",
  // A Unix socket whose backlog is full.
  EAGAIN: "refused",
  EMFILE: "no-descriptor",
  ENFILE: "no-descriptor",
  ENOBUFS: "no-descriptor",
  EADDRNOTAVAIL: "no-descriptor",
};

export function connectOutcome(error: unknown): ConnectOutcome {
  return connectOutcomes[errorCode(error)] ?? "unreachable";
}

export function listenOutcome(error: unknown): ListenOutcome {
  return errorCode(error) === "EADDRINUSE" ? "address-in-use" : "denied";
}

const listenReasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "the address is in use",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EADDRNOTAVAIL: "no interface of this machine has that address",
  ENOENT: "the directory does not exist",
  ENOTDIR: "a part of the path is not a directory",
  EROFS: "the file system is read-only",
  EMFILE: "no file descriptor is left",
};

/** Why a listener did not come up, for people. */
export function listenReason(error: unknown): string {
  const code = errorCode(error);
  return listenReasons[code] ?? (error instanceof Error ? error.message : String(error));
}
