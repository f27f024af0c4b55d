// What the workers were ever given, as far as records name it: which clusters a host is served by and with
// which tags, which back ends a cluster has and at which addresses. What was taken away again may still
// stand in a record, so nothing is ever forgotten.
import type { Request } from "../../../wire/index.ts";
import { addressText } from "../../model/address-text.ts";
import { hostOf } from "./host.ts";

type RequestType = Request["requestType"];

export interface Frontend {
  readonly cluster: string | undefined;
  readonly tags: readonly string[];
}

export class Configuration {
  /** By host. */
  private readonly frontends = new Map<string, Frontend[]>();
  /** `host:port` of each back end, by cluster and id. */
  private readonly backends = new Map<string, Set<string>>();
  private readonly protocols = new Map<string, string>();
  private hasPatterns = false;

  apply({ case: verb, value }: RequestType): void {
    if (verb === "addHttpListener") {
      this.protocols.set(addressText(value.address), "http");
    } else if (verb === "addHttpsListener") {
      this.protocols.set(addressText(value.address), "https");
    } else if (verb === "addHttpFrontend" || verb === "addHttpsFrontend") {
      const { hostname, clusterId: cluster } = value;
      const tags = Object.entries(value.tags).map(([name, text]) => `${name}=${text}`);
      const host = hostOf(hostname);
      if (/[*/]/u.test(hostname)) this.hasPatterns = true;
      this.frontends.set(host, [...this.of(host), { cluster, tags: tags.sort() }]);
    } else if (verb === "addBackend") {
      const key = keyOf(value.clusterId, value.backendId);
      const addresses = this.backends.get(key) ?? new Set();
      this.backends.set(key, addresses.add(addressText(value.address)));
    }
  }

  /** Undefined where it is not certain which of them served it. */
  frontendsOf(authority: string | undefined): readonly Frontend[] | undefined {
    if (authority === undefined || this.hasPatterns) return undefined;
    return this.of(hostOf(authority));
  }

  isBackend(cluster: string, backend: string, address: string | undefined): boolean {
    const addresses = this.backends.get(keyOf(cluster, backend));
    if (addresses === undefined) return false;
    return address === undefined || addresses.has(address);
  }

  /** LOG-PROTOCOL: what a listener speaks. */
  protocolAt(address: string | undefined): string | undefined {
    return address === undefined ? undefined : this.protocols.get(address);
  }

  private of(host: string): readonly Frontend[] {
    return this.frontends.get(host) ?? [];
  }
}

function keyOf(cluster: string, backend: string): string {
  return JSON.stringify([cluster, backend]);
}
