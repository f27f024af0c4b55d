// A request as it goes to the back end: the frontend's rewriting and edits, the fields that tell of
// the client, and without the cookie that is the proxy's own. Made once for each request.

import { parseAuthority, type Authority } from "../../../wire/index.ts";
import type { Address } from "../../host.ts";
import type { RequestInfo } from "../../mux/message.ts";
import type { Listener } from "../../state/model.ts";
import { peerOf } from "../facts.ts";
import type { Asked, ClientFacts } from "../router.ts";
import type { Treatment } from "./treatment.ts";
import { forwarded } from "./forwarding.ts";
import { edited } from "./header-edit.ts";
import type { Target } from "./redirect.ts";
import { withoutCookie } from "./sticky.ts";

export interface Sending {
  readonly target: Target;
  readonly treatment: Treatment;
  readonly listener: Listener | undefined;
  readonly stickyName: string | undefined;
}

export function forwardedRequest(
  { request, requestId }: Asked,
  { scheme, local, remote }: ClientFacts,
  { target, treatment, listener, stickyName }: Sending,
): RequestInfo {
  const own = stickyName === undefined ? request.fields : withoutCookie(request.fields, stickyName);
  const facts = { peer: peerOf(remote), scheme, port: portOf(listener), requestId };
  const authority = authorityOf(target, treatment.hostEdit, local);
  return {
    kind: request.kind,
    method: request.method,
    scheme: request.scheme,
    authority,
    // As the client wrote it, where it is still the client's.
    authorityText: authority === request.authority ? request.authorityText : textOf(authority),
    path: target.path,
    protocol: request.protocol,
    isContinueExpected: request.isContinueExpected,
    fields: edited(forwarded(own, facts), treatment.request),
    content: request.content,
    upgrade: request.upgrade,
    version: request.version,
  };
}

/** RFC 9112 §3.3: a request without a host is one for the address that it came to. */
function authorityOf(target: Target, hostEdit: string | undefined, local: Address): Authority {
  const ordered = hostEdit === undefined ? undefined : parseAuthority(hostEdit);
  if (ordered !== undefined) return ordered;
  if (target.authority !== undefined) return target.authority;
  if (local.kind !== "inet") return { host: "localhost", port: undefined };
  const host = local.host.includes(":") ? `[${local.host}]` : local.host;
  return { host, port: local.port };
}

function textOf({ host, port }: Authority): string {
  return port === undefined ? host : `${host}:${port}`;
}

/** A client behind a load balancer knows the public one. */
function portOf(listener: Listener | undefined): number {
  if (listener === undefined || listener.kind === "tcp") return 0;
  return (listener.message.publicAddress ?? listener.socketAddress).port;
}
