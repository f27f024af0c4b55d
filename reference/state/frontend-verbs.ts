// The verbs about HTTP and HTTPS frontends: routes from a listener to a cluster. Matching requests
// against them is not done here.

import {
  PathRuleKind,
  RulePosition,
  type PathRule,
  type RequestHttpFrontend,
} from "../../wire/index.ts";
import { compilePattern } from "../pattern/pattern.ts";
import { checkedAddress } from "./address.ts";
import { pathLengthMax } from "./bounds.ts";
import { isFieldName } from "./field-text.ts";
import { checkTreatment } from "./frontend-treatment.ts";
import { checkedHostname } from "./hostname.ts";
import { keyOf, type Frontend, type Model } from "./model.ts";
import { frontendRequest } from "./record.ts";
import { quoted, refuse, refuseSecond } from "./refusal.ts";
import type { Change } from "./registry.ts";

const positions: readonly RulePosition[] = [RulePosition.PRE, RulePosition.POST, RulePosition.TREE];

export function addFrontend(
  { clusters, listeners, frontends }: Model,
  kind: Frontend["kind"],
  message: RequestHttpFrontend,
): readonly Change[] {
  const { key, frontend } = frontendRecord(kind, message);
  const { address, clusterId } = frontend;
  if (listeners.get(address)?.kind !== kind) refuse(`there is no ${kind} listener at ${address}`);
  if (clusterId !== undefined && clusters.get(clusterId) === undefined) {
    refuse(`there is no cluster ${quoted(clusterId)}`);
  }
  const there = frontends.get(key);
  if (there !== undefined) {
    const text = `there is already an ${described(frontend)}`;
    refuseSecond(text, frontendRequest(there), frontendRequest(frontend));
  }
  return [frontends.put(key, frontend)];
}

export function removeFrontend(
  { frontends }: Model,
  kind: Frontend["kind"],
  message: RequestHttpFrontend,
): readonly Change[] {
  const { key, frontend } = frontendRecord(kind, message);
  if (frontends.get(key) === undefined) refuse(`there is no ${described(frontend)}`);
  return [frontends.remove(key)];
}

export interface FrontendRecord {
  readonly key: string;
  readonly frontend: Frontend;
}

/** The cluster is where a route leads, not what it is: it does not enter the key. Throws Refusal. */
export function frontendRecord(
  kind: Frontend["kind"],
  message: RequestHttpFrontend,
): FrontendRecord {
  const { method, position } = message;
  const address = checkedAddress(message.address);
  const hostname = checkedHostname(message.hostname);
  const path = checkedPath(message.path);
  if (method !== "" && !isFieldName(method)) refuse(`${quoted(method)} is not a method`);
  if (!positions.includes(position)) refuse(`no rule position has number ${position}`);
  checkTreatment(kind, message);
  const key = keyOf(kind, address, hostname, path.kind, path.value, method, position);
  const clusterId = message.clusterId === "" ? undefined : message.clusterId;
  return { key, frontend: { kind, address, clusterId, hostname, message } };
}

interface Path {
  readonly kind: PathRuleKind;
  readonly value: string;
}

function checkedPath(rule: PathRule | undefined): Path {
  if (rule === undefined) refuse("the path rule is missing");
  const { kind, value } = rule;
  if (value.length > pathLengthMax) refuse(`the path is longer than ${pathLengthMax} characters`);
  switch (kind) {
    case PathRuleKind.PREFIX:
    case PathRuleKind.EQUALS:
      if (value !== "" && !value.startsWith("/")) refuse(`${quoted(value)} is not a path`);
      return { kind, value };
    case PathRuleKind.REGEX:
      checkPattern(value);
      return { kind, value };
    default:
      return refuse(`no kind of path rule has number ${String(kind)}`);
  }
}

function checkPattern(source: string): void {
  const result = compilePattern(source);
  if (!result.ok) refuse(`${quoted(source)} is no pattern that is offered: ${result.reason}`);
}

function described({ kind, hostname, address, message }: Frontend): string {
  const path = quoted(message.path?.value ?? "");
  return `${kind} frontend for ${quoted(hostname)} and path ${path} at ${address}`;
}
