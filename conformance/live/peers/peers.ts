// The proxies without a control plane of Sōzu's kind that a configuration can be written for.
import type { Scenario } from "../../../sim/index.ts";
import { defaultTrafficConstants } from "../../model/traffic-constants.ts";
import { haproxyConfiguration, haproxyFiles } from "./haproxy.ts";
import { nghttpxConfiguration, nghttpxMisfit } from "./nghttpx.ts";
import { nginxConfiguration, nginxMisfit } from "./nginx.ts";
import { type Served, servedIn, type Surroundings } from "./served.ts";

export const peerNames = ["nginx", "haproxy", "nghttpx"] as const;

export type PeerName = (typeof peerNames)[number];

interface Peer {
  readonly misfit: (served: Served) => string | undefined;
  readonly configuration: (served: Served, surroundings: Surroundings) => string;
  /** What its configuration names in its folder, by name. */
  readonly files?: (served: Served) => Readonly<Record<string, string>>;
}

const peers: Readonly<Record<PeerName, Peer>> = {
  nginx: { misfit: nginxMisfit, configuration: nginxConfiguration },
  haproxy: {
    misfit: () => undefined,
    configuration: haproxyConfiguration,
    files: haproxyFiles,
  },
  nghttpx: { misfit: nghttpxMisfit, configuration: nghttpxConfiguration },
};

/** Why a case cannot be played against it; undefined when it may be tried. */
export function peerMisfit(scenario: Scenario, name: PeerName): string | undefined {
  const served = servedBy(scenario);
  return typeof served === "string" ? served : peers[name].misfit(served);
}

export interface PeerWorld {
  readonly text: string;
  /** Beside it, in the same folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Where it listens when it is ready. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
}

export function peerWorld(
  scenario: Scenario,
  name: PeerName,
  surroundings: Surroundings,
): PeerWorld {
  const served = servedBy(scenario);
  if (typeof served === "string") throw new Error("what cannot be served is not played");
  const { configuration, files } = peers[name];
  return {
    text: configuration(served, surroundings),
    files: files?.(served) ?? {},
    addresses: served.listeners,
  };
}

function servedBy(scenario: Scenario): Served | string {
  return servedIn(scenario, defaultTrafficConstants.timeoutSeconds);
}
