// Routing with a configuration, for tests: verbs go through the state as a worker's do.

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { expect } from "vitest";
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
/** Fields alone, not a message that somebody made before. */
type Fields<Init> = Exclude<Init, { readonly $typeName: string }>;
export type FrontendInit = Fields<MessageInitShape<typeof RequestHttpFrontendSchema>>;
type ClusterInit = Fields<MessageInitShape<typeof ClusterSchema>>;
type BackendInit = Fields<MessageInitShape<typeof AddBackendSchema>>;

const accepted = { ok: true };
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

export interface StageOptions {
  readonly draw?: (key: number) => number;
  readonly publicPort?: number;
}

export class Stage {
  readonly state: ConfigurationState = new ConfigurationState();
  readonly routing: Routing;
  #drawn = 0;

  /** With listeners on 80 (http) and 443 (https). */
  constructor({ draw, publicPort }: StageOptions = {}) {
    const random = draw ?? ((): number => this.#drawn++);
    this.routing = new Routing(this.state, { random });
    const own = publicPort === undefined ? {} : { publicAddress: at(publicPort) };
    this.verb({ case: "addHttpListener", value: { address: at(80), ...own } });
    this.verb({ case: "addHttpsListener", value: { address: at(443), stickyName: "S" } });
  }

  /** Fails with what the state says against it. */
  verb(requestType: Verb): this {
    const request = create(RequestSchema, { requestType });
    const isStates = requestType.case !== "setMaxConnectionsPerIp";
    expect(isStates ? this.state.apply(request) : accepted).toMatchObject({ ok: true });
    this.routing.apply(request);
    return this;
  }

  cluster(clusterId: string, more: ClusterInit = {}): this {
    return this.verb({ case: "addCluster", value: { clusterId, ...more } });
  }

  /** Its cluster is added with it where it is missing; on 80 and, over TLS, on 443. */
  frontend(more: FrontendInit & { readonly clusterId?: string }, isSecure = false): this {
    const { clusterId } = more;
    const missing = [clusterId ?? ""].filter(
      (id) => id !== "" && this.state.cluster(id) === undefined,
    );
    for (const id of missing) this.cluster(id);
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
    return decision.kind === "forward"
      ? decision
      : expect.fail(`answered ${decision.answer.status}`);
  }

  answer(asking: Asking = {}): AnswerDecision {
    const decision = this.ask(asking);
    return decision.kind === "answer" ? decision : expect.fail(`forwarded to ${decision.cluster}`);
  }

  /** The cluster a request goes to, or the status it is answered. */
  way(asking: Asking = {}): string | number {
    const decision = this.ask(asking);
    return decision.kind === "forward" ? decision.cluster : decision.answer.status;
  }
}

function clientOf({ scheme = "http", conn = 1, peer, certificateNames }: Asking): ClientFacts {
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
