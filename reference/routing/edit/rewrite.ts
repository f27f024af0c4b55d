// The host, port and path that a request goes on with, by the templates of its frontend.

import { PathRuleKind, parseAuthority } from "../../../wire/index.ts";
import { queryStart } from "../facts.ts";
import { hostCaptures, hostLabels } from "../table/host-rule.ts";
import type { Route } from "../table/route.ts";
import type { Captures } from "./template.ts";
import type { Target } from "./redirect.ts";

/** The query stays as it is. */
export function rewritten({ authority, path }: Target, route: Route): Target {
  const { treatment } = route;
  if (treatment.host === undefined && treatment.path === undefined) {
    return { authority: withPort(authority, treatment.port), path };
  }
  const end = queryStart(path);
  const captures = capturesOf(route, authority?.host ?? "", path.slice(0, end));
  const host = treatment.host?.fill(captures);
  const filled = treatment.path?.fill(captures);
  return {
    authority: withPort(hostOf(host, authority), treatment.port),
    path: filled === undefined ? path : `${rooted(filled)}${path.slice(end)}`,
  };
}

function withPort(authority: Target["authority"], port: number | undefined): Target["authority"] {
  return port === undefined || authority === undefined ? authority : { host: authority.host, port };
}

/** What a template makes of a host may be none: then the host stays. */
function hostOf(text: string | undefined, authority: Target["authority"]): Target["authority"] {
  return text === undefined ? authority : (parseAuthority(text) ?? authority);
}

function rooted(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}

/** The first of each is the whole. */
function capturesOf({ frontend, pattern }: Route, host: string, path: string): Captures {
  const rule = frontend.message.path;
  const rest =
    rule?.kind === PathRuleKind.PREFIX ? [path.slice(rule.value.length)] : pattern?.capture(path);
  return {
    host: hostCaptures(hostLabels(frontend.hostname) ?? [], host),
    path: [path, ...(rest ?? [])],
  };
}
