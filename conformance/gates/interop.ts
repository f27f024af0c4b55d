// Interoperation of the served reference with HTTP implementations that are not ours: Node on both
// sides always, curl, nghttp and h2load where the system has them, and how fast it is beside others.

import { gateCount, gateOptions } from "./gate-options.ts";
import { runNodeSides } from "./interop/node-sides.ts";
import { startOrigins } from "./interop/origins.ts";
import { printRatios } from "./interop/ratio.ts";
import { runTools } from "./interop/tools.ts";
import { serveProxy } from "./sockets/served-proxy.ts";

const mebi = 1 << 20;
const largeMebi = 100;

const help = `Usage: npm run interop -- [options]

The served reference between HTTP implementations that are not ours: all four pairings of HTTP/1.1
and HTTP/2, in the clear and over TLS, with a large body each way.

  --only <part>    node, tools or ratio; everything when absent
  --body <MiB>     the large body (${largeMebi})
  --help           this text

Examples:
  npm run interop
  npm run interop -- --only node --body 8
  npm run interop -- --only ratio

A tool that the system does not have is named, and not run. Ends with 1 when something did not work.
`;

const parts = ["node", "tools", "ratio"] as const;

const values = gateOptions(help, {
  only: { type: "string" },
  body: { type: "string", default: String(largeMebi) },
});
const bodyMebi = gateCount("--body", 1, values.body);

if (values.only !== undefined && !parts.some((part) => part === values.only)) {
  refuse(`--only takes ${parts.join(", ")}, not ${values.only}`);
} else await run();

async function run(): Promise<void> {
  const started = performance.now();
  const faults = isWanted("node") || isWanted("tools") ? await overOrigins() : [];
  if (isWanted("ratio")) await printRatios(say);
  for (const fault of faults) process.stderr.write(`interop: ${fault}\n`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`${faults.length === 0 ? "all of it worked" : `${faults.length} faults`}, in ${seconds} s`);
  if (faults.length > 0) process.exitCode = 1;
}

async function overOrigins(): Promise<readonly string[]> {
  const origins = await startOrigins();
  const backends = [
    { id: "one", path: "/h1/", port: origins.http1Port, isHttp2: false },
    { id: "two", path: "/h2/", port: origins.http2Port, isHttp2: true },
  ];
  const proxy = await serveProxy(backends, []);
  try {
    const stand = { proxy, origins, bodyBytes: bodyMebi * mebi, say };
    return [
      ...(isWanted("node") ? await runNodeSides(stand) : []),
      ...(isWanted("tools") ? await runTools(proxy, say) : []),
    ];
  } finally {
    await proxy.close();
    origins.close();
  }
}

function isWanted(part: (typeof parts)[number]): boolean {
  return values.only === undefined || values.only === part;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function refuse(message: string): void {
  process.stderr.write(`interop: ${message}; --help has examples\n`);
  process.exitCode = 2;
}
