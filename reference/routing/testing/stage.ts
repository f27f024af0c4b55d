// Routing with a configuration, for tests: verbs go through the state as a worker's do.

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  parseAuthority,
  PathRuleKind,
  RequestSchema,
  type AddBackendSchema,
  type ClusterSchema,
  type HttpField,
  type RequestHttpFrontendSchema,
} from "../../../wire/index.ts";
import type { RequestInfo } from "../../mux/message.ts";
import { ConfigurationState } from "../../state/configuration-state.ts";
import type { AnswerDecision, ClientFacts, ForwardDecision, RouteDecision } from "../router.ts";
import { Routing } from "../routing.ts";

export type Verb = NonNullable<MessageInitShape<typeof RequestSchema>["requestType"]>;
export type FrontendInit = MessageInitShape<typeof RequestHttpFrontendSchema>;
type ClusterInit = MessageInitShape<typeof ClusterSchema>;
type BackendInit = MessageInitShape<typeof AddBackendSchema>;

const loopback = { inner: { case: "v4", value: 0x7f00_0001 } } as const;

export const at = (port: number): { ip: typeof loopback; port: number } => ({ ip: loopback, port });

export const prefix = (value: string): FrontendInit["path"] => ({
  kind: PathRuleKind.PREFIX,
  value,
});
export const equals = (value: string): FrontendInit["path"] => ({
  kind: PathRuleKind.EQUALS,
  value,
});
export const regex = (value: string): FrontendInit["path"] => ({ kind: PathRuleKind.REGEX, value });

export interface Asking {
  readonly host?: string;
  readonly path?: string;
  readonly method?: string;
  readonly fields?: readonly HttpField[];
  readonly scheme?: "http" | "https";
  readonly conn?: number;
  readonly peer?: string;
  readonly certificateNames?: readonly string[];
}

export class Stage {
  readonly state: ConfigurationState = new ConfigurationState();
  readonly routing: Routing;
  #drawn = 0;

  /** With listeners on 80 (http) and 443 (https). */
  constructor(draw?: (key: number) => number) {
    const random = draw ?? ((): number => this.#drawn++);
    this.routing = new Routing(this.state, { random });
    this.verb({ case: "addHttpListener", value: { address: at(80), stickyName: "" } });
    this.verb({ case: "addHttpsListener", value: { address: at(443), stickyName: "S" } });
  }

  /** Throws what the state says against it. */
  verb(requestType: Verb): this {
    const request = create(RequestSchema, { requestType });
    if (requestType.case !== "setMaxConnectionsPerIp") {
      const outcome = this.state.apply(request);
      if (!outcome.ok) throw new Error(outcome.refusal);
    }
    this.routing.apply(request);
    return this;
  }

  cluster(clusterId: string, more: ClusterInit = {}): this {
    return this.verb({ case: "addCluster", value: { clusterId, ...more } });
  }

  /** Its cluster is added with it where it is missing; on 80 and, over TLS, on 443. */
  frontend(more: FrontendInit & { readonly clusterId?: string }, isSecure = false): this {
    const { clusterId } = more;
    const isNew = clusterId !== undefined && this.state.cluster(clusterId) === undefined;
    if (isNew) this.cluster(clusterId);
    const value = {
      address: at(isSecure ? 443 : 80),
      hostname: "a.test",
      path: prefix("/"),
      ...more,
    };
    return this.verb(
      isSecure ? { case: "addHttpsFrontend", value } : { case: "addHttpFrontend", value },
    );
  }

  backend(clusterId: string, backendId: string, more: BackendInit = {}): this {
    const port = 8000 + this.state.backends(clusterId).length;
    const value = { clusterId, backendId, address: at(port), ...more };
    return this.verb({ case: "addBackend", value });
  }

  ask(asking: Asking = {}): RouteDecision {
    const { host = "a.test", path = "/", method = "GET", fields = [] } = asking;
    const client = clientOf(asking);
    const request: RequestInfo = {
      kind: "request",
      method,
      scheme: client.scheme,
      authority: parseAuthority(host),
      authorityText: host,
      path,
      protocol: undefined,
      isContinueExpected: false,
      fields,
      content: "none",
      upgrade: undefined,
      version: "1.1",
    };
    return this.routing.router.route(0, { request, requestId: "ID" }, client);
  }

  forward(asking: Asking = {}): ForwardDecision {
    const decision = this.ask(asking);
    if (decision.kind === "answer") throw new Error(`answered ${decision.answer.status}`);
    return decision;
  }

  answer(asking: Asking = {}): AnswerDecision {
    const decision = this.ask(asking);
    if (decision.kind === "forward") throw new Error(`forwarded to ${decision.cluster}`);
    return decision;
  }

  /** The cluster a request goes to, or the status it is answered. */
  way(asking: Asking = {}): string | number {
    const decision = this.ask(asking);
    return decision.kind === "forward" ? decision.cluster : decision.answer.status;
  }
}

export function clientOf({
  scheme = "http",
  conn = 1,
  peer,
  certificateNames,
}: Asking): ClientFacts {
  const port = scheme === "http" ? 80 : 443;
  return {
    conn,
    listener: `127.0.0.1:${port}`,
    scheme,
    local: { kind: "inet", host: "127.0.0.1", port },
    remote: { kind: "inet", host: peer ?? "10.0.0.1", port: 5000 },
    tls:
      scheme === "http"
        ? undefined
        : {
            version: "TLSv1.3",
            cipher: "TLS_AES_128_GCM_SHA256",
            serverName: "a.test",
            alpn: undefined,
            certificateNames: certificateNames ?? ["a.test"],
          },
  };
}

export function fieldOf(fields: readonly HttpField[], name: string): readonly string[] {
  return fields.filter((field) => field.name === name).map(({ value }) => value);
}
