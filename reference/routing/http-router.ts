// Where a request goes: to a cluster, or nowhere, with an answer that says why. It reads what it is
// given and changes nothing but the places of clients; back ends are chosen later, by the balancer of
// the cluster, as often as it takes.

import { isFieldSet } from "@bufbuild/protobuf";
import {
  ClusterSchema,
  parseAuthority,
  RedirectPolicy,
  type Cluster,
  type HttpField,
  type Request,
} from "../../wire/index.ts";
import type { Host } from "../host.ts";
import type { ConfigurationState } from "../state/configuration-state.ts";
import type { Listener } from "../state/model.ts";
import { isAuthorized } from "./access/basic.ts";
import { covers } from "./access/certificate.ts";
import { PlaceLedger } from "./access/client-places.ts";
import { defaultAnswer, type AnswerStatus } from "./answer.ts";
import type { Balancer } from "./balance/balancer.ts";
import { retryAfterSecondsDefault } from "./bounds.ts";
import { ClusterBook } from "./cluster-book.ts";
import type { Answered, Forward, RouteDecision, RouteQuery } from "./decision.ts";
import { forwarded } from "./edit/forwarding.ts";
import { edited, type HeaderEdit } from "./edit/header-edit.ts";
import { redirectLocation, redirectStatus, secureLocation, type Target } from "./edit/redirect.ts";
import { pathEnd, rewritten } from "./edit/rewrite.ts";
import { cookieValue, withoutCookie } from "./edit/sticky.ts";
import { RouteBook } from "./route-book.ts";
import type { Route } from "./table/route.ts";

const stickyNameDefault = "SOZUBALANCEID";
const challengeDefault = 'Basic realm="restricted"';

export class Router {
  readonly #state: ConfigurationState;
  readonly #routes = new RouteBook();
  readonly #clusters: ClusterBook;
  /** One for all listeners: a connection is a connection. */
  readonly places: PlaceLedger = new PlaceLedger();
  #connectionsPerIpMax = 0;

  /** `state` is what the requests given to `apply` have made of it. */
  constructor(state: ConfigurationState, random: Host["random"]) {
    this.#state = state;
    this.#clusters = new ClusterBook(random);
  }

  /** For a request that the state has just accepted, or that sets a limit of routing's own. */
  apply({ requestType: type }: Request): void {
    if (type.case === "addCluster") this.#clusters.add(type.value);
    if (type.case === "removeCluster") {
      this.#routes.removeCluster(type.value);
      this.#clusters.remove(type.value);
    }
    if (type.case === "addBackend") this.#clusters.addBackend(type.value);
    if (type.case === "removeBackend") this.#clusters.removeBackend(type.value);
    if (type.case === "addHttpFrontend") this.#routes.add("http", type.value);
    if (type.case === "addHttpsFrontend") this.#routes.add("https", type.value);
    if (type.case === "removeHttpFrontend") this.#routes.remove("http", type.value);
    if (type.case === "removeHttpsFrontend") this.#routes.remove("https", type.value);
    if (type.case === "removeListener") {
      this.#routes.keepListeners((address) => this.#state.listener(address) !== undefined);
    }
    if (type.case === "setMaxConnectionsPerIp") this.#connectionsPerIpMax = Number(type.value);
  }

  /** CONFIG-REMOVE: undefined once it is removed, whatever is still in flight. */
  balancer(clusterId: string): Balancer | undefined {
    return this.#clusters.get(clusterId);
  }

  /** Asked once for each request, whose method, authority and fields are checked. */
  route(query: RouteQuery): RouteDecision {
    const { client, method, authority, path } = query;
    // A proxy for others' servers opens no tunnels to wherever a client likes (RFC 9110 §9.3.6).
    if (method === "CONNECT") return answered(501, {});
    if (client.certificateNames !== undefined && !covers(client.certificateNames, authority)) {
      return answered(421, {});
    }
    const route = this.#routes.find(client.listener, {
      host: authority.host,
      path: path.slice(0, pathEnd(path)),
      method,
    });
    if (route === undefined) return answered(404, { counter: "http.failed_backend_matching" });
    return this.#treat(query, route);
  }

  /** Redirects go before credentials: a name and a password are better not asked for in the clear. */
  #treat(query: RouteQuery, route: Route): RouteDecision {
    const { scheme } = query.client;
    const { clusterId, message } = route.frontend;
    const { transport } = route.treatment;
    const about = { tags: message.tags, transport };
    const target = rewritten(query, route);
    const balancer = clusterId === undefined ? undefined : this.#clusters.get(clusterId);
    const cluster = balancer?.cluster;
    const status = redirectStatus(message.redirect);
    if (status !== undefined) {
      return redirected(status, redirectLocation(scheme, message, target, cluster), about);
    }
    const challenge = [{ name: "www-authenticate", value: challengeOf(cluster) }];
    if (message.redirect === RedirectPolicy.UNAUTHORIZED || balancer === undefined) {
      return answered(401, { ...about, extra: challenge });
    }
    const named = { ...about, clusterId: balancer.cluster.clusterId };
    if (balancer.cluster.httpsRedirect && scheme === "http") {
      return redirected(301, secureLocation(target, balancer.cluster), named);
    }
    if (message.requiredAuth && !isAuthorized(query.fields, balancer.cluster.authorizedHashes)) {
      return answered(401, { ...named, extra: challenge });
    }
    if (!this.#hasPlace(query, balancer.cluster)) {
      const extra = retryAfter(balancer.cluster);
      return answered(429, { ...named, extra, counter: "connections.rejected_per_cluster_ip" });
    }
    return this.#forward(query, route, target, balancer);
  }

  #hasPlace({ client }: RouteQuery, cluster: Cluster): boolean {
    const own = isFieldSet(cluster, ClusterSchema.field.maxConnectionsPerIp)
      ? Number(cluster.maxConnectionsPerIp)
      : this.#connectionsPerIpMax;
    return client.places.take(cluster.clusterId, own);
  }

  #forward(query: RouteQuery, route: Route, target: Target, balancer: Balancer): Forward {
    const { client, requestId, fields } = query;
    const { cluster } = balancer;
    const { treatment, frontend } = route;
    const listener = this.#state.listener(client.listener);
    const name = stickyNameOf(listener);
    const own = cluster.stickySession ? withoutCookie(fields, name) : fields;
    const told = forwarded(own, { ...client, port: portOf(listener), requestId });
    const host = treatment.hostEdit === undefined ? undefined : parseAuthority(treatment.hostEdit);
    return {
      kind: "forward",
      clusterId: cluster.clusterId,
      balancer,
      request: {
        authority: host ?? target.authority,
        path: target.path,
        fields: edited(told, treatment.request),
      },
      tags: frontend.message.tags,
      sticky: cluster.stickySession ? { name, value: cookieValue(fields, name) } : undefined,
      responseEdits: treatment.response,
      transportEdits: treatment.transport,
    };
  }
}

interface About {
  readonly clusterId?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly counter?: string;
  readonly extra?: readonly HttpField[];
  readonly transport?: readonly HeaderEdit[];
}

function answered(status: AnswerStatus, about: About): Answered {
  const { clusterId, tags = {}, counter, extra, transport = [] } = about;
  const answer = defaultAnswer(status, extra);
  const fields = edited(answer.fields, transport);
  return { kind: "answer", answer: { ...answer, fields }, clusterId, tags, counter };
}

function redirected(status: AnswerStatus, location: string, about: About): Answered {
  return answered(status, { ...about, extra: [{ name: "location", value: location }] });
}

function challengeOf(cluster: Cluster | undefined): string {
  const configured = cluster?.wwwAuthenticate ?? "";
  return configured === "" ? challengeDefault : configured;
}

/** A cluster that says 0 wants none. */
function retryAfter(cluster: Cluster): readonly HttpField[] {
  const seconds = isFieldSet(cluster, ClusterSchema.field.retryAfter)
    ? cluster.retryAfter
    : retryAfterSecondsDefault;
  return seconds === 0 ? [] : [{ name: "retry-after", value: `${seconds}` }];
}

function stickyNameOf(listener: Listener | undefined): string {
  const name = listener === undefined || listener.kind === "tcp" ? "" : listener.message.stickyName;
  return name === "" ? stickyNameDefault : name;
}

/** A client behind a load balancer knows the public one. */
function portOf(listener: Listener | undefined): number {
  if (listener === undefined || listener.kind === "tcp") return 0;
  return (listener.message.publicAddress ?? listener.socketAddress).port;
}
