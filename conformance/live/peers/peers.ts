// The proxies without a control plane of Sōzu's kind that a configuration can be written for.
import type { Scenario } from "../../../sim/index.ts";
import { defaultTrafficConstants } from "../../model/traffic-constants.ts";
import { haproxyConfiguration } from "./haproxy.ts";
import { nghttpxConfiguration, nghttpxMisfit } from "./nghttpx.ts";
import { nginxConfiguration, nginxMisfit } from "./nginx.ts";
import { type Served, servedIn } from "./served.ts";

export const peerNames = ["nginx", "haproxy", "nghttpx"] as const;

export type PeerName = (typeof peerNames)[number];

interface Peer {
  readonly misfit: (served: Served) => string | undefined;
  readonly configuration: (served: Served, folder: string) => string;
}

const peers: Readonly<Record<PeerName, Peer>> = {
  nginx: { misfit: nginxMisfit, configuration: nginxConfiguration },
  haproxy: { misfit: () => undefined, configuration: haproxyConfiguration },
  nghttpx: { misfit: nghttpxMisfit, configuration: nghttpxConfiguration },
};

/** Why a case cannot be played against it; undefined when it may be tried. */
export function peerMisfit(scenario: Scenario, name: PeerName): string | undefined {
  const served = servedBy(scenario);
  return typeof served === "string" ? served : peers[name].misfit(served);
}

export interface PeerWorld {
  readonly text: string;
  /** Where it listens when it is ready. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[];
}

export function peerWorld(scenario: Scenario, name: PeerName, folder: string): PeerWorld {
  const served = servedBy(scenario);
  if (typeof served === "string") throw new Error("what cannot be served is not played");
  return { text: peers[name].configuration(served, folder), addresses: served.listeners };
}

function servedBy(scenario: Scenario): Served | string {
  return servedIn(scenario, defaultTrafficConstants.timeoutSeconds);
}
