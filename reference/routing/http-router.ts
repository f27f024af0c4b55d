// Where a request goes: to a cluster, or nowhere, with an answer that says why. It changes nothing but
// the places of clients; back ends are chosen later, as often as it takes.

import { isFieldSet } from "@bufbuild/protobuf";
import {
  ClusterSchema,
  RedirectPolicy,
  type Cluster as ClusterMessage,
  type HttpField,
} from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import type { ResponseInfo } from "../mux/message.ts";
import type { ConfigurationState } from "../state/configuration-state.ts";
import type { Listener } from "../state/model.ts";
import { isAuthorized } from "./access/basic.ts";
import { covers } from "./access/certificate.ts";
import { Places } from "./access/places.ts";
import { answerDecision, ownAnswer } from "./answer.ts";
import type { ClusterBook } from "./balance/cluster-book.ts";
import type { Cluster } from "./balance/cluster.ts";
import {
  connectionsPerIpMaxDefault,
  retryAfterSecondsDefault,
  stickyNameDefault,
} from "./bounds.ts";
import { Handling } from "./edit/handling.ts";
import { redirectLocation, redirectStatus, secureLocation, type Target } from "./edit/redirect.ts";
import { forwardedRequest } from "./edit/request.ts";
import { answerFields } from "./edit/response.ts";
import { rewritten } from "./edit/rewrite.ts";
import { cookieValue } from "./edit/sticky.ts";
import { hostOf, pathOf, peerOf } from "./facts.ts";
import type { RouteBook } from "./route-book.ts";
import type {
  Asked,
  BackendChoice,
  ClientFacts,
  ForwardDecision,
  OwnAnswer,
  RouteDecision,
  Router,
} from "./router.ts";
import type { Route } from "./table/route.ts";

export interface RouterParts {
  readonly state: ConfigurationState;
  readonly routes: RouteBook;
  readonly clusters: ClusterBook;
}

const challengeDefault = 'Basic realm="restricted"';

export class HttpRouter implements Router {
  readonly places: Places = new Places();
  /** For clusters that do not say; 0 is no limit. */
  connectionsPerIpMax: number = connectionsPerIpMaxDefault;
  readonly #parts: RouterParts;

  constructor(parts: RouterParts) {
    this.#parts = parts;
  }

  /** Its fields and its authority were checked when it was read. */
  route(_now: Micros, asked: Asked, client: ClientFacts): RouteDecision {
    const { request } = asked;
    const { method, authority } = request;
    // Tunnels to wherever a client likes are for other proxies (RFC 9110 §9.3.6).
    if (method === "CONNECT" || request.protocol !== undefined) return answerDecision(501);
    const names = client.tls?.certificateNames;
    if (names !== undefined && authority !== undefined && !covers(names, authority)) {
      return answerDecision(421);
    }
    const path = pathOf(request.path);
    const route = this.#parts.routes.find(client.listener, { host: hostOf(request), path, method });
    if (route === undefined) {
      return answerDecision(404, { notices: ["http.failed_backend_matching"] });
    }
    return this.#treat(asked, client, route);
  }

  answer(status: number): OwnAnswer {
    return ownAnswer(status);
  }

  answered(
    decision: ForwardDecision,
    backend: BackendChoice,
    response: ResponseInfo,
  ): ResponseInfo {
    const fields = answerFields(response.fields, decision, backend);
    return fields === response.fields ? response : { ...response, fields };
  }

  left({ conn }: Pick<ClientFacts, "conn">): void {
    this.places.release(conn);
  }

  /** A redirect goes before credentials: they are better not asked for in the clear. */
  #treat(asked: Asked, client: ClientFacts, route: Route): RouteDecision {
    const { frontend, treatment } = route;
    const { message } = frontend;
    const about = { tags: message.tags, transport: treatment.transport };
    const target = rewritten(asked.request, route);
    const cluster = this.#clusterOf(route);
    const status = redirectStatus(message.redirect);
    if (status !== undefined) {
      const to = redirectLocation(client.scheme, message, target, cluster?.message);
      return answerDecision(status, { ...about, extra: locationField(to) });
    }
    if (cluster === undefined || message.redirect === RedirectPolicy.UNAUTHORIZED) {
      return answerDecision(401, { ...about, extra: challenge(cluster?.message) });
    }
    const named = {
      tags: message.tags,
      transport: treatment.transport,
      cluster: cluster.message.clusterId,
    };
    if (cluster.message.httpsRedirect && client.scheme === "http") {
      const extra = locationField(secureLocation(target, cluster.message));
      return answerDecision(301, { ...named, extra });
    }
    const { authorizedHashes } = cluster.message;
    if (message.requiredAuth && !isAuthorized(asked.request.fields, authorizedHashes)) {
      return answerDecision(401, { ...named, extra: challenge(cluster.message) });
    }
    if (!this.#hasPlace(client, cluster.message)) {
      return answerDecision(429, { ...named, extra: retryAfter(cluster.message) });
    }
    return this.#forward(asked, client, { route, cluster, target });
  }

  /** A frontend without a cluster denies what it matches. */
  #clusterOf({ frontend: { clusterId } }: Route): Cluster | undefined {
    return clusterId === undefined ? undefined : this.#parts.clusters.get(clusterId);
  }

  #hasPlace({ conn, remote }: ClientFacts, cluster: ClusterMessage): boolean {
    const limit = isFieldSet(cluster, ClusterSchema.field.maxConnectionsPerIp)
      ? Number(cluster.maxConnectionsPerIp)
      : this.connectionsPerIpMax;
    return this.places.take({ conn, peer: peerOf(remote) }, cluster.clusterId, limit);
  }

  #forward(asked: Asked, client: ClientFacts, way: Way): ForwardDecision {
    const { route, target } = way;
    const { treatment } = route;
    const { message } = way.cluster;
    const listener = this.#parts.state.listener(client.listener);
    const stickyName = message.stickySession ? stickyNameOf(listener) : undefined;
    const { fields } = asked.request;
    return {
      kind: "forward",
      cluster: message.clusterId,
      request: forwardedRequest(asked, client, { target, treatment, listener, stickyName }),
      sticky: stickyName === undefined ? undefined : cookieValue(fields, stickyName),
      protocol: message.http2 ? "http2" : "http1",
      tags: tagTexts(route),
      edits: new Handling(stickyName, treatment.response, treatment.transport),
    };
  }
}

interface Way {
  readonly route: Route;
  readonly cluster: Cluster;
  readonly target: Target;
}

function locationField(to: string): readonly HttpField[] {
  return [{ name: "location", value: to }];
}

/** RFC 9110 §15.5.2: a 401 always says how to do better. */
function challenge(cluster: ClusterMessage | undefined): readonly HttpField[] {
  const configured = cluster?.wwwAuthenticate ?? "";
  return [{ name: "www-authenticate", value: configured === "" ? challengeDefault : configured }];
}

/** A cluster that says 0 wants none. */
function retryAfter(cluster: ClusterMessage): readonly HttpField[] {
  const seconds = isFieldSet(cluster, ClusterSchema.field.retryAfter)
    ? cluster.retryAfter
    : retryAfterSecondsDefault;
  return seconds === 0 ? [] : [{ name: "retry-after", value: `${seconds}` }];
}

function stickyNameOf(listener: Listener | undefined): string {
  const name = listener === undefined || listener.kind === "tcp" ? "" : listener.message.stickyName;
  return name === "" ? stickyNameDefault : name;
}

function tagTexts({ tags }: Route): readonly string[] {
  return tags;
}
