// `ip:port` and `[ip]:port` of a configuration as the addresses of the schema. It deliberately
// resolves no names: Sōzu's files hold numbers only.

import { isIPv4, isIPv6 } from "node:net";
import {
  create,
  IpAddressSchema,
  type SocketAddress,
  SocketAddressSchema,
  Uint128Schema,
} from "../../../wire/index.ts";
import type { TableReader } from "./table-reader.ts";

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Undefined when the text is no address. */
export function parseHostPort(text: string): HostPort | undefined {
  const match = /^(?:\[([^[\]%]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const [, bracketed, bare, digits] = match ?? [];
  const port = Number(digits);
  if (match === null || port > 65_535) return undefined;
  if (bare !== undefined) return isIPv4(bare) ? { host: bare, port } : undefined;
  return bracketed !== undefined && isIPv6(bracketed) ? { host: bracketed, port } : undefined;
}

export function readAddress(table: TableReader, key: string): HostPort | undefined {
  const text = table.text(key);
  if (text === undefined) return undefined;
  const parsed = parseHostPort(text);
  return parsed ?? table.refuse(key, `ip:port is wanted, not ${JSON.stringify(text)}`);
}

/** The text that two equal addresses share. */
export function hostPortText({ host, port }: HostPort): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

export function socketAddress({ host, port }: HostPort): SocketAddress {
  return create(SocketAddressSchema, {
    ip: create(IpAddressSchema, {
      inner: isIPv4(host)
        ? { case: "v4", value: Number(bits(host.split(".").map(Number), 8n)) }
        : { case: "v6", value: create(Uint128Schema, halves(bits(groups(host), 16n))) },
    }),
    port,
  });
}

function bits(parts: readonly number[], width: bigint): bigint {
  return parts.reduce((sum, part) => (sum << width) | BigInt(part), 0n);
}

function halves(value: bigint): { low: bigint; high: bigint } {
  return { low: BigInt.asUintN(64, value), high: value >> 64n };
}

/** The eight groups of an IPv6 address, `::` and a dotted tail written out. */
function groups(host: string): readonly number[] {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(host);
  const tail = Number(bits((dotted?.[2] ?? "0.0.0.0").split(".").map(Number), 8n));
  const plain =
    dotted === null
      ? host
      : `${dotted[1] ?? ""}${(tail >>> 16).toString(16)}:${(tail & 0xffff).toString(16)}`;
  const [before = "", after] = plain.split("::");
  const first = before === "" ? [] : before.split(":");
  const last = after === undefined || after === "" ? [] : after.split(":");
  const absent: string[] = new Array<string>(8 - first.length - last.length).fill("0");
  return [...first, ...absent, ...last].map((digits) => Number.parseInt(digits, 16));
}
