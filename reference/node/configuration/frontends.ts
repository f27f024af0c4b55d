// `[[clusters.*.frontends]]` as requests. What a host name, a path or an edit may be is the
// configuration state's to say, for requests from a file or not.

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  HeaderPosition,
  type HeaderSchema,
  type HstsConfigSchema,
  PathRuleKind,
  PathRuleSchema,
  RedirectPolicy,
  RedirectScheme,
  type Request,
  RequestHttpFrontendSchema,
  RulePosition,
} from "../../../wire/index.ts";
import type { ListenerBook } from "./listener-book.ts";
import { requestOf } from "./request.ts";
import { readAddress, socketAddress } from "./socket-address.ts";
import type { TableReader } from "./table-reader.ts";

const pathKinds = {
  prefix: PathRuleKind.PREFIX,
  regex: PathRuleKind.REGEX,
  equals: PathRuleKind.EQUALS,
} as const;

const positions = {
  pre: RulePosition.PRE,
  post: RulePosition.POST,
  tree: RulePosition.TREE,
} as const;

const redirects = {
  forward: RedirectPolicy.FORWARD,
  permanent: RedirectPolicy.PERMANENT,
  found: RedirectPolicy.FOUND,
  permanent_redirect: RedirectPolicy.PERMANENT_REDIRECT,
  unauthorized: RedirectPolicy.UNAUTHORIZED,
} as const;

const schemes = {
  use_same: RedirectScheme.USE_SAME,
  use_http: RedirectScheme.USE_HTTP,
  use_https: RedirectScheme.USE_HTTPS,
} as const;

const sides = {
  request: HeaderPosition.REQUEST,
  response: HeaderPosition.RESPONSE,
  both: HeaderPosition.BOTH,
} as const;

const unused = ["tls_versions", "redirect_template"];

/** RFC 6797 §6.1.1 wants a number; a year is what preload lists ask for. */
const hstsSecondsDefault = 31_536_000;

export function readFrontend(
  clusterId: string,
  table: TableReader,
  listeners: ListenerBook,
): Request {
  const address = table.required("address", readAddress(table, "address"));
  const isSecure = listeners.isSecure(table, address);
  const method = table.text("method");
  const frontend = create(RequestHttpFrontendSchema, {
    clusterId,
    address: socketAddress(address),
    hostname: table.required("hostname", table.text("hostname")),
    path: create(PathRuleSchema, {
      kind: table.choice("path_type", pathKinds) ?? PathRuleKind.PREFIX,
      value: table.text("path") ?? "",
    }),
    position: table.choice("position", positions) ?? RulePosition.TREE,
    tags: readTags(table),
    ...readTreatment(table, isSecure),
  });
  if (method !== undefined) frontend.method = method;
  table.unused(unused);
  table.finish();
  return requestOf(
    isSecure
      ? { case: "addHttpsFrontend", value: frontend }
      : { case: "addHttpFrontend", value: frontend },
  );
}

type Treatment = Pick<
  Exclude<MessageInitShape<typeof RequestHttpFrontendSchema>, { readonly $typeName: string }>,
  | "redirect"
  | "redirectScheme"
  | "requiredAuth"
  | "rewriteHost"
  | "rewritePath"
  | "rewritePort"
  | "headers"
  | "hsts"
>;

/** What is absent in the file is absent in the request. */
function readTreatment(table: TableReader, isSecure: boolean): Treatment {
  const redirect = table.choice("redirect", redirects);
  const redirectScheme = table.choice("redirect_scheme", schemes);
  const requiredAuth = table.flag("required_auth");
  const rewriteHost = table.text("rewrite_host");
  const rewritePath = table.text("rewrite_path");
  const rewritePort = table.integer("rewrite_port", 1, 65_535);
  const hsts = readHsts(table, isSecure);
  return {
    ...(redirect === undefined ? {} : { redirect }),
    ...(redirectScheme === undefined ? {} : { redirectScheme }),
    ...(requiredAuth === undefined ? {} : { requiredAuth }),
    ...(rewriteHost === undefined ? {} : { rewriteHost }),
    ...(rewritePath === undefined ? {} : { rewritePath }),
    ...(rewritePort === undefined ? {} : { rewritePort }),
    ...(hsts === undefined ? {} : { hsts }),
    headers: table.tables("headers").map(readHeader),
  };
}

function readHeader(table: TableReader): MessageInitShape<typeof HeaderSchema> {
  const position = table.required("position", table.choice("position", sides));
  const key = table.required("key", table.text("key"));
  const val = table.required("value", table.text("value"));
  table.finish();
  return { position, key, val };
}

function readHsts(
  frontend: TableReader,
  isSecure: boolean,
): MessageInitShape<typeof HstsConfigSchema> | undefined {
  const table = frontend.table("hsts");
  if (table === undefined) return undefined;
  const enabled = table.required("enabled", table.flag("enabled"));
  if (enabled && !isSecure) frontend.refuse("hsts", "it is for https frontends only");
  const hsts = {
    enabled,
    maxAge: table.integer("max_age", 0, 0xffff_ffff) ?? hstsSecondsDefault,
    includeSubdomains: table.flag("include_subdomains") ?? false,
    preload: table.flag("preload") ?? false,
    forceReplaceBackend: table.flag("force_replace_backend") ?? false,
  };
  table.finish();
  return hsts;
}

function readTags(table: TableReader): Record<string, string> {
  const tags = table.table("tags");
  if (tags === undefined) return {};
  return Object.fromEntries(tags.keys().map((key) => [key, tags.required(key, tags.text(key))]));
}
