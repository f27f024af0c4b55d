// How the address of a message is written where texts are compared: in records, as the key of a listener or
// of a back end.
import type { SocketAddress } from "../../wire/index.ts";

/** `host:port`; of IPv6 the groups in full, and no host where none is told. */
export function addressText(address: SocketAddress | undefined): string {
  return `${hostText(address)}:${address?.port ?? 0}`;
}

function hostText(address: SocketAddress | undefined): string {
  const inner = address?.ip?.inner;
  if (inner?.case === "v4") {
    return [24, 16, 8, 0].map((shift) => (inner.value >>> shift) & 0xff).join(".");
  }
  if (inner?.case !== "v6") return "";
  const bits = (inner.value.high << 64n) | inner.value.low;
  const shifts = [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n];
  return `[${shifts.map((shift) => ((bits >> shift) & 0xffffn).toString(16)).join(":")}]`;
}
