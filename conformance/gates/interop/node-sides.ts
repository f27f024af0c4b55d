// Node on both sides, always: its clients and its origins in all four pairings of HTTP versions, in the
// clear and over TLS. Every client is closed before the next one comes, and nothing may be left of it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../package-root.ts";
import type { ServedProxy } from "../sockets/served-proxy.ts";
import { checks, type Pairing } from "./checks.ts";
import type { Client, Front } from "./client.ts";
import { http1Client } from "./http1-client.ts";
import { http2Client } from "./http2-client.ts";
import { type Buffers, comesToRest, passLargeBody } from "./large-bodies.ts";
import type { Origins } from "./origins.ts";

export interface Stand {
  readonly proxy: ServedProxy;
  readonly origins: Origins;
  readonly bodyBytes: number;
  readonly say: (line: string) => void;
}

/** In the order in which a pairing needs more buffers than the last. */
const versions = [
  { version: "h1", back: "h1" },
  { version: "h1", back: "h2" },
  { version: "h2", back: "h1" },
  { version: "h2", back: "h2" },
] as const;

/** Faults, one line each. */
export async function runNodeSides(stand: Stand): Promise<readonly string[]> {
  const { proxy } = stand;
  const ca = readFileSync(join(packageRoot, "fixtures", "tls", "ca.pem"));
  const fronts = [
    { name: "cleartext", front: { port: proxy.clearPort, ca: undefined } },
    { name: "TLS", front: { port: proxy.tlsPort, ca } },
  ];
  const buffers: Buffers = { commandSocket: proxy.commandSocket, due: 0 };
  const faults: string[] = [];
  // The large bodies first: the high-water mark is that of the proxy's whole life.
  for (const part of [largeBodies(buffers), everyCheck]) {
    for (const { name, front } of fronts) {
      for (const { version, back } of versions) {
        const title = `${name} ${version} -> ${back}`;
        const found = await withClient(stand, { version, front }, (client) =>
          part(stand, title, { client, front, back, origins: stand.origins }),
        );
        faults.push(...found.map((fault) => `${title}: ${fault}`));
      }
    }
  }
  return faults;
}

type Part = (stand: Stand, title: string, pairing: Pairing) => Promise<readonly string[]>;

function largeBodies(buffers: Buffers): Part {
  return async ({ bodyBytes, say }, title, pairing) => {
    const faults: string[] = [];
    for (const direction of ["download", "upload"] as const) {
      const { line, fault } = await passLargeBody(pairing, direction, bodyBytes, buffers);
      say(`${title}: ${line}`);
      if (fault !== undefined) faults.push(`${direction}: ${fault}`);
    }
    return faults;
  };
}

async function everyCheck(
  { say }: Stand,
  title: string,
  pairing: Pairing,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const possible = checks.filter(({ isPossible }) => isPossible?.(pairing) ?? true);
  for (const { name, run } of possible) {
    const fault = await inTime(run(pairing));
    if (fault !== undefined) faults.push(`${name}: ${fault}`);
  }
  say(`${title}: ${possible.length - faults.length} of ${possible.length} checks`);
  return faults;
}

async function withClient(
  { proxy }: Stand,
  { version, front }: { readonly version: "h1" | "h2"; readonly front: Front },
  use: (client: Client) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const client = version === "h1" ? http1Client(front) : await http2Client(front);
  const faults = await use(client);
  client.close();
  const left = await comesToRest(proxy.commandSocket);
  return left === undefined ? faults : [...faults, left];
}

const patienceMillis = 60_000;

async function inTime(run: Promise<string | undefined>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, patienceMillis, "it came to no end");
  });
  const reason = await Promise.race([run, late]).catch((error: unknown) => String(error));
  clearTimeout(timer);
  return reason;
}
