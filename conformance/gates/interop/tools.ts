// Clients that are not ours and not Node's: curl, nghttp and h2load, where the system has them. One that
// it does not have is named, and counts as not run.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { packageRoot } from "../../package-root.ts";
import type { ServedProxy } from "../sockets/served-proxy.ts";

export type ToolName = "curl" | "nghttp" | "h2load" | "nghttpx" | "haproxy";

/** Where Debian has them. */
export const packages: Readonly<Record<ToolName, string>> = {
  curl: "curl",
  nghttp: "nghttp2-client",
  h2load: "nghttp2-client",
  nghttpx: "nghttp2-proxy",
  haproxy: "haproxy",
};

const versionFlags: Readonly<Record<ToolName, string>> = {
  curl: "--version",
  nghttp: "--version",
  h2load: "--version",
  nghttpx: "--version",
  haproxy: "-v",
};

export function isThere(tool: ToolName): boolean {
  return spawnSync(tool, [versionFlags[tool]], { stdio: "ignore" }).status === 0;
}

interface Use {
  readonly tool: ToolName;
  readonly name: string;
  readonly args: readonly string[];
  /** Of what it prints. */
  readonly expected: RegExp;
}

const loadRequests = 2000;

/** Faults, one line each. */
export async function runTools(
  proxy: ServedProxy,
  say: (line: string) => void,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const present = new Map<ToolName, boolean>();
  for (const { tool, name, args, expected } of uses(proxy)) {
    const isPresent = present.get(tool) ?? isThere(tool);
    if (!present.has(tool) && !isPresent) {
      say(`${tool}: not run, it is not on PATH (Debian: ${packages[tool]})`);
    }
    present.set(tool, isPresent);
    if (!isPresent) continue;
    const said = await output(tool, args);
    const shown = expected.exec(said)?.[0];
    say(`${name}: ${shown ?? "not as expected"}`);
    if (shown === undefined) faults.push(`${tool} ${args.join(" ")}\n${said}`);
  }
  return faults;
}

function uses({ clearPort, tlsPort }: ServedProxy): readonly Use[] {
  return (["h1", "h2"] as const).flatMap((back) => [
    ...curlUses(back, clearPort, tlsPort),
    {
      tool: "nghttp" as const,
      name: `nghttp, prior knowledge -> ${back}`,
      args: [
        "-v",
        "--no-dep",
        `http://127.0.0.1:${clearPort}/${back}/trailers`,
        "-H:authority: localhost",
      ],
      expected: /x-after: told last/u,
    },
    ...[
      { title: "prior knowledge", url: `http://127.0.0.1:${clearPort}` },
      { title: "TLS", url: `https://127.0.0.1:${tlsPort}` },
    ].map(({ title, url }) => ({
      tool: "h2load" as const,
      name: `h2load, ${title} -> ${back}`,
      args: [
        ...["-n", String(loadRequests), "-c", "8", "-m", "16"],
        ...["-H", ":authority: localhost", `${url}/${back}/plain`],
      ],
      expected: new RegExp(`${loadRequests} succeeded, 0 failed, 0 errored, 0 timeout`, "u"),
    })),
  ]);
}

function curlUses(back: "h1" | "h2", clearPort: number, tlsPort: number): readonly Use[] {
  const ca = join(packageRoot, "fixtures", "tls", "ca.pem");
  const clear = `http://localhost:${clearPort}/${back}/plain`;
  const secure = `https://localhost:${tlsPort}/${back}/plain`;
  const common = ["-4", "-sS", "--max-time", "20", "-w", " %{http_version} %{http_code}"];
  const versions = [
    { title: "HTTP/1.1", args: ["--http1.1", clear], expected: /^answer 1\.1 200$/u },
    { title: "HTTP/1.0", args: ["--http1.0", clear], expected: /^answer 1\.[01] 200$/u },
    {
      title: "HTTP/1.1 over TLS",
      args: ["--http1.1", "--cacert", ca, secure],
      expected: /^answer 1\.1 200$/u,
    },
    {
      title: "--http2 over TLS",
      args: ["--http2", "--cacert", ca, secure],
      expected: /^answer 2 200$/u,
    },
    {
      title: "--http2-prior-knowledge",
      args: ["--http2-prior-knowledge", clear],
      expected: /^answer 2 200$/u,
    },
  ];
  return versions.map(({ title, args, expected }) => ({
    tool: "curl",
    name: `curl ${title} -> ${back}`,
    args: [...common, ...args],
    expected,
  }));
}

const toolMillisMax = 60_000;

/** What it prints on both of its outputs. The origins are in this process, so it is not waited for. */
export async function output(tool: string, args: readonly string[]): Promise<string> {
  const child = spawn(tool, args, {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: toolMillisMax,
  });
  const left = once(child, "exit");
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await left;
  return `${out}${error}`;
}
