// Proxies of this machine that have no control plane of Sōzu's kind, their traffic judged on real sockets
// by every case that their configuration has words for.
//   npm run live:peers
//   npm run live:peers -- --peer haproxy --case "h1-*"
//   npm run live:peers -- --publish reports/published
// Exit code 0 when everything could be told, whatever a proxy breaks; 4 when one could not be judged. One
// that is not installed is not run, and that is said.
import { spawnSync } from "node:child_process";
import { exitCodes, type Run } from "../../reports/index.ts";
import { lastOf, playedAgainst, publishRuns, summaryOf, watchSignals } from "../live/gate-run.ts";
import { notInstalled } from "../live/peers/packages.ts";
import { type PeerName, peerNames } from "../live/peers/peers.ts";
import { readLiveDescription } from "../live/target-file.ts";
import { fixturePath } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import { gateOptions } from "./gate-options.ts";
import { askedIn, liveOptions } from "./live-options.ts";

const help = `
nginx, HAProxy and nghttpx as this machine has them, their traffic judged on real sockets.

  --peer NAME        only this one (nginx, haproxy, nghttpx); may be given several times
  --case GLOB        only these cases; may be given several times
  --over-tls         clients of HTTP/2 speak it over TLS with ALPN, not in the clear
  --jobs N           how many instances run at a time
  --publish FOLDER   write what may be published of each there
  --times N          play everything so often: what is not the same in every run is flaky in the baseline

  npm run live:peers
  npm run live:peers -- --peer nginx --case "h1-*"
  npm run live:peers -- --over-tls --case "h2-*"
  npm run live:peers -- --publish reports/published

Exit code 0 when everything could be told, 4 when one could not be judged. One that is not installed is
not run: \`apt-get install nginx haproxy nghttp2-proxy\` installs all three on Debian.
`;
const values = gateOptions(help, {
  peer: { type: "string", multiple: true, default: [] },
  "over-tls": { type: "boolean", default: false },
  ...liveOptions,
});

/** What each says its version after. */
const versionFlags: Readonly<Record<PeerName, string>> = {
  nginx: "-v",
  haproxy: "-v",
  nghttpx: "--version",
};

const stop = watchSignals();

try {
  for (const name of asked()) {
    if (!stop.signal.aborted) await judgePeer(name);
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = exitCodes.usage;
}

function asked(): readonly PeerName[] {
  if (values.peer.length === 0) return peerNames;
  return values.peer.map((text) => {
    const name = peerNames.find((known) => known === text);
    if (name !== undefined) return name;
    throw new UsageError(`${text} is none of ${peerNames.join(", ")}`);
  });
}

async function judgePeer(name: PeerName): Promise<void> {
  const version = versionOf(name);
  if (version === undefined) {
    process.stdout.write(`not run: ${notInstalled(name)}\n\n`);
    return;
  }
  const isOverTls = values["over-tls"];
  const full = `${name}-${version}${isOverTls ? "-tls" : ""}`;
  const description = readLiveDescription(fixturePath("targets", `${name}.toml`));
  const runs = await playedAgainst(
    {
      ...description,
      target: `live:${full}`,
      name: full,
      cleartextHttp2: description.cleartextHttp2 && !isOverTls,
    },
    askedIn(values),
    stop,
  );
  const run = lastOf(runs);
  process.stdout.write(`${full}\n${failuresOf(run)}${summaryOf(run)}\n`);
  publishRuns(values.publish, full, runs);
  const { exitCode } = run.footer;
  const told: readonly number[] = [exitCodes.ok, exitCodes.nonConformance, exitCodes.inconclusive];
  if (!told.includes(exitCode)) process.exitCode = exitCode;
}

/** Undefined when it is not there. */
function versionOf(name: PeerName): string | undefined {
  const { error, stdout, stderr } = spawnSync(name, [versionFlags[name]], { encoding: "utf8" });
  if (error !== undefined) return undefined;
  return (
    /\d+\.\d+(?:\.\d+)?/.exec(`${stdout}${stderr}`.replaceAll("nghttp2/", ""))?.[0] ?? "unknown"
  );
}

/** The rules that it breaks, each with the cases that show it. */
function failuresOf({ rules, cases }: Run): string {
  const lines = rules.flatMap(({ rule, outcome }) => {
    if (outcome !== "fail") return [];
    const shown = cases.filter(({ failures }) => failures.some((failure) => failure.rule === rule));
    const [first] = shown;
    return [`  ${rule}: ${shown.length} cases, such as ${first?.case ?? ""}`];
  });
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}
