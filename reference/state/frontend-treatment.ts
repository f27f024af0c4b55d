// What a frontend wants done with its requests, checked when it is added: redirects, rewriting, edits
// of header fields. What gets past here can be carried out without a second look.

import {
  HeaderPosition,
  parseAuthority,
  RedirectPolicy,
  RedirectScheme,
  type Header,
  type RequestHttpFrontend,
} from "../../wire/index.ts";
import { readTemplate } from "../routing/edit/template.ts";
import { headerEditsMax } from "./bounds.ts";
import { checkedFieldValue, isFieldName } from "./field-text.ts";
import type { Frontend } from "./model.ts";
import { quoted, refuse } from "./refusal.ts";

/** The proxy's own: they say where a message ends, and what is said to one neighbour alone. */
const untouchable: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const policies: readonly RedirectPolicy[] = Object.values(RedirectPolicy);
const schemes: readonly RedirectScheme[] = Object.values(RedirectScheme);
const positions: readonly HeaderPosition[] = [
  HeaderPosition.REQUEST,
  HeaderPosition.RESPONSE,
  HeaderPosition.BOTH,
];

const portMax = 65_535;

/** Throws Refusal. */
export function checkTreatment(kind: Frontend["kind"], message: RequestHttpFrontend): void {
  const { redirect, redirectScheme, rewriteHost, rewritePath, rewritePort, headers } = message;
  if (!policies.includes(redirect)) refuse(`no redirect policy has number ${redirect}`);
  if (!schemes.includes(redirectScheme)) refuse(`no redirect scheme has number ${redirectScheme}`);
  checkTemplate("host", rewriteHost);
  checkTemplate("path", rewritePath);
  if (rewritePort > portMax) refuse(`${rewritePort} is not a port, which lies in 1 to 65535`);
  if (headers.length > headerEditsMax) refuse(`at most ${headerEditsMax} header edits fit`);
  for (const header of headers) checkHeader(header);
  // RFC 6797 §7.2: a host must not say so over a connection that anybody could have changed.
  if (kind === "http" && message.hsts?.enabled === true) {
    refuse("strict transport security is for https frontends only");
  }
}

function checkTemplate(what: string, text: string): void {
  const result = readTemplate(text);
  if (!result.ok) refuse(`the template of the ${what} cannot be used: ${result.reason}`);
}

function checkHeader({ position, key, val }: Header): void {
  const name = key.toLowerCase();
  if (!positions.includes(position)) {
    refuse(`the edit of ${quoted(key)} is neither for requests nor for answers`);
  }
  if (!isFieldName(key)) refuse(`${quoted(key)} is not the name of a header field`);
  if (untouchable.has(name)) refuse(`${quoted(key)} is the proxy's own and cannot be edited`);
  checkedFieldValue(`the value of ${quoted(key)}`, val);
  if (name !== "host") return;
  if (position !== HeaderPosition.REQUEST) refuse("Host can be edited in requests only");
  if (parseAuthority(val) === undefined) refuse(`${quoted(val)} is not a host`);
}
