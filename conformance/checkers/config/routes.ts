// Which back ends requests could be given to, by what the workers were told. A list is never changed,
// only replaced, so that a request keeps the one of the instant in which it began.
import { PathRuleKind, type Request } from "../../../wire/index.ts";
import { addressText } from "../../model/address-text.ts";

/** One way from a request to a back end. */
export interface Route {
  readonly hostname: string;
  /** A beginning of paths; undefined: some other kind of rule. */
  readonly path: string | undefined;
  /** `host:port`. */
  readonly address: string;
}

export type Routes = readonly Route[];

interface Front {
  readonly cluster: string;
  readonly hostname: string;
  readonly path: string | undefined;
}

interface Back {
  readonly cluster: string;
  readonly address: string;
}

/** Of one worker. */
export class RouteTable {
  private readonly clusters = new Set<string>();
  private readonly fronts = new Map<string, Front>();
  private readonly backs = new Map<string, Back>();
  routes: Routes = [];
  /** What there was at some time and is no more. */
  gone: Routes = [];

  /** Whether it was an order that takes something away. */
  apply(request: Request): boolean {
    const isRemoval = this.take(request);
    if (isRemoval === undefined) return false;
    const before = this.routes;
    this.routes = this.joined();
    const all = [...this.gone, ...before];
    this.gone = all.filter((route) => !this.routes.some((other) => isSame(route, other)));
    return isRemoval;
  }

  /** AddCluster or AddBackend of what is there. */
  isRepeated({ requestType: { case: verb, value } }: Request): boolean {
    if (verb === "addCluster") return this.clusters.has(value.clusterId);
    return verb === "addBackend" && this.backs.has(backKey(value));
  }

  /** Undefined: no order of this kind. */
  private take({ requestType: { case: verb, value } }: Request): boolean | undefined {
    switch (verb) {
      case "addCluster":
        this.clusters.add(value.clusterId);
        return false;
      case "removeCluster":
        this.removeCluster(value);
        return true;
      case "addHttpFrontend":
        this.addFront(value);
        return false;
      case "removeHttpFrontend":
        this.fronts.delete(frontKey(value));
        return true;
      case "addBackend":
        this.backs.set(backKey(value), {
          cluster: value.clusterId,
          address: addressText(value.address),
        });
        return false;
      case "removeBackend":
        this.backs.delete(backKey(value));
        return true;
      default:
        return undefined;
    }
  }

  private addFront(frontend: Frontend): void {
    const { clusterId: cluster, hostname } = frontend;
    const path = frontend.path?.kind === PathRuleKind.PREFIX ? frontend.path.value : undefined;
    this.fronts.set(frontKey(frontend), { cluster, hostname, path });
  }

  private removeCluster(cluster: string): void {
    this.clusters.delete(cluster);
    for (const [key, front] of this.fronts) if (front.cluster === cluster) this.fronts.delete(key);
    for (const [key, back] of this.backs) if (back.cluster === cluster) this.backs.delete(key);
  }

  private joined(): Routes {
    return [...this.fronts.values()].flatMap(({ cluster, hostname, path }) => {
      if (!this.clusters.has(cluster)) return [];
      const own = [...this.backs.values()].filter((back) => back.cluster === cluster);
      return own.map(({ address }) => ({ hostname, path, address }));
    });
  }
}

/** Whether this way is open to such a request. A rule that is not understood is open to all. */
export function isOpenTo(
  { hostname, path: prefix }: Route,
  { authority, path }: { readonly authority: string; readonly path: string },
): boolean {
  const host = authority.replace(/:\d+$/, "").toLowerCase();
  const isHost = !/^[a-z0-9.-]+$/i.test(hostname) || hostname.toLowerCase() === host;
  return isHost && (prefix === undefined || path.startsWith(prefix));
}

function isSame(one: Route, other: Route): boolean {
  return (
    one.address === other.address && one.hostname === other.hostname && one.path === other.path
  );
}

type Frontend = Extract<Request["requestType"], { readonly case: "addHttpFrontend" }>["value"];
type Backend = Pick<
  Extract<Request["requestType"], { readonly case: "addBackend" }>["value"],
  "clusterId" | "backendId" | "address"
>;

function frontKey({ address, hostname, path, method }: Frontend): string {
  return JSON.stringify([addressText(address), hostname, path?.kind, path?.value, method]);
}

function backKey({ clusterId, backendId, address }: Backend): string {
  return JSON.stringify([clusterId, backendId, addressText(address)]);
}
