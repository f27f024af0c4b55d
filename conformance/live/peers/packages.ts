// Where the proxies of others come from on Debian, for whoever does not have them.
import type { PeerName } from "./peers.ts";

const packages: Readonly<Record<PeerName, string>> = {
  nginx: "nginx",
  haproxy: "haproxy",
  nghttpx: "nghttp2-proxy",
};

/** What to do about one that is not there. */
export function notInstalled(name: PeerName): string {
  return `${name} is not installed: apt-get install ${packages[name]}`;
}
