// Socket addresses of the control channel as text: the key by which listeners and back ends are found
// again. Equal addresses have equal texts.

import type { IpAddress, SocketAddress, Uint128 } from "../../wire/index.ts";
import type { Address } from "../host.ts";
import { refuse } from "./refusal.ts";

export function present(address: SocketAddress | undefined): SocketAddress {
  return address ?? refuse("the address is missing");
}

/** `127.0.0.1:80`, `[::1]:80` written in full groups. Refuses an address nobody can connect to. */
export function checkedAddress(address: SocketAddress | undefined): string {
  const { ip, port } = present(address);
  if (ip === undefined) refuse("the address has no ip");
  if (port < 1 || port > 65_535) refuse(`${port} is not a port, which lies in 1 to 65535`);
  return `${ipText(ip)}:${port}`;
}

function ipText({ inner }: IpAddress): string {
  switch (inner.case) {
    case "v4":
      return [24, 16, 8, 0].map((shift) => (inner.value >>> shift) & 0xff).join(".");
    case "v6":
      return `[${groupsOf(inner.value).join(":")}]`;
    case undefined:
      return refuse("the address has no ip");
  }
}

function groupsOf({ high, low }: Uint128): string[] {
  const value = (high << 64n) | low;
  const shifts = [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n];
  return shifts.map((shift) => ((value >> shift) & 0xffffn).toString(16));
}

/** As somewhere to connect to. Refuses what `checkedAddress` refuses. */
export function inetAddress(address: SocketAddress | undefined): Address {
  const text = checkedAddress(address);
  const colon = text.lastIndexOf(":");
  const host = text.slice(0, colon).replace(/^\[|\]$/g, "");
  return { kind: "inet", host, port: Number(text.slice(colon + 1)) };
}
