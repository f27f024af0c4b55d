// What a frontend does with the requests it takes, read from its message once: rewriting, edits,
// strict transport security. The state has checked the message before.

import {
  HeaderPosition,
  type Header,
  type HstsConfig,
  type RequestHttpFrontend,
} from "../../../wire/index.ts";
import type { HeaderEdit } from "./header-edit.ts";
import { readTemplate, type Template } from "./template.ts";

export interface Treatment {
  readonly host: Template | undefined;
  readonly path: Template | undefined;
  readonly port: number | undefined;
  readonly request: readonly HeaderEdit[];
  readonly response: readonly HeaderEdit[];
  /** On every answer, those of our own included (RFC 6797 §7.1); TLS only. */
  readonly transport: readonly HeaderEdit[];
  /** An edit of Host is a new authority: there is exactly one (H1-HOST). */
  readonly hostEdit: string | undefined;
}

export function treatmentOf(kind: "http" | "https", message: RequestHttpFrontend): Treatment {
  const { rewriteHost, rewritePath, rewritePort, headers, hsts } = message;
  const request = headers.filter(({ position }) => position !== HeaderPosition.RESPONSE);
  const response = headers.filter(({ position }) => position !== HeaderPosition.REQUEST);
  return {
    host: templateOf(rewriteHost),
    path: templateOf(rewritePath),
    port: rewritePort === 0 ? undefined : rewritePort,
    request: request.filter((header) => !isHost(header)).map(editOf),
    response: response.map(editOf),
    transport: kind === "https" && hsts?.enabled === true ? [transportEdit(hsts)] : [],
    hostEdit: request.findLast(isHost)?.val,
  };
}

function templateOf(text: string): Template | undefined {
  if (text === "") return undefined;
  const result = readTemplate(text);
  if (!result.ok) throw new Error(`the state took a template that is none: ${result.reason}`);
  return result.template;
}

function isHost({ key }: Header): boolean {
  return key.toLowerCase() === "host";
}

function editOf({ key, val }: Header): HeaderEdit {
  return { name: key.toLowerCase(), value: val, mode: "add" };
}

/** RFC 6797 §6.1. */
function transportEdit(hsts: HstsConfig): HeaderEdit {
  const { maxAge, includeSubdomains, preload, forceReplaceBackend } = hsts;
  const value = [
    `max-age=${maxAge}`,
    ...(includeSubdomains ? ["includeSubDomains"] : []),
    ...(preload ? ["preload"] : []),
  ].join("; ");
  const mode = forceReplaceBackend ? "replace" : "if-absent";
  return { name: "strict-transport-security", value, mode };
}
