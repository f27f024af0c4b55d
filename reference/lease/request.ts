// What an operator asks about a lease, and the checks that need no table: they read the request
// alone, so the master makes them before any worker is asked (LEASE-TTL-NO-FANOUT) and each worker
// makes them again. Whose lease it is and whether there is room is the table's business.
// BIND-NO-ECHO: no refusal repeats the client_id.

import { getTextEncoding } from "@bufbuild/protobuf/wire";
import type { Binding } from "./binding.ts";
import { clientIdBytesMax, ttlSecondsDefault, ttlSecondsMax } from "./bounds.ts";
import { isLevel, type Level } from "./level.ts";

/** As it stands on the wire, nothing judged yet. */
export interface LeaseRequest {
  readonly clientId: string;
  readonly detail: number | undefined;
  readonly ttlSeconds: number | undefined;
  readonly clear: boolean;
  readonly binding: Binding;
}

/** What is left of a request once it passed every check. */
export type LeaseOrder =
  | {
      readonly kind: "apply";
      readonly clientId: string;
      readonly level: Level;
      readonly ttlSeconds: number;
      readonly binding: Binding;
    }
  | { readonly kind: "clear"; readonly clientId: string; readonly binding: Binding };

export type LeaseVerdict =
  | { readonly ok: true; readonly order: LeaseOrder }
  | { readonly ok: false; readonly refusal: string };

interface Check {
  /** LEASE-CLEAR-IGNORES: a clear is not judged by its detail or ttl. */
  readonly appliesToClear: boolean;
  readonly refuse: (request: LeaseRequest) => string | undefined;
}

/** In the order in which they are made; the first refusal is the answer. */
const checks: readonly Check[] = [
  {
    // LEASE-ID-REQUIRED
    appliesToClear: true,
    refuse: ({ clientId }) => (clientId === "" ? "a client_id is required" : undefined),
  },
  {
    // LEASE-ID-BYTES
    appliesToClear: true,
    refuse: ({ clientId }) => {
      // A code unit takes three bytes at most: what is this short need not be measured.
      if (3 * clientId.length <= clientIdBytesMax) return undefined;
      const length = utf8Length(clientId);
      return length > clientIdBytesMax
        ? `client_id is ${length} bytes long, at most ${clientIdBytesMax} are allowed`
        : undefined;
    },
  },
  {
    // LEASE-DETAIL-REQUIRED
    appliesToClear: false,
    refuse: ({ detail }) =>
      detail === undefined ? "either a detail or clear is required" : undefined,
  },
  {
    // LEASE-DETAIL-VALID
    appliesToClear: false,
    refuse: ({ detail }) =>
      detail !== undefined && !isLevel(detail)
        ? `no metric detail has number ${detail}`
        : undefined,
  },
  {
    // LEASE-TTL-MAX: refused, never clamped.
    appliesToClear: false,
    refuse: ({ ttlSeconds }) =>
      ttlSeconds !== undefined && ttlSeconds > ttlSecondsMax
        ? `a ttl of ${ttlSeconds} s is above the maximum of ${ttlSecondsMax} s`
        : undefined,
  },
];

/** Judges a request by itself. */
export function judgeRequest(request: LeaseRequest): LeaseVerdict {
  for (const check of checks) {
    if (request.clear && !check.appliesToClear) continue;
    const refusal = check.refuse(request);
    if (refusal !== undefined) return { ok: false, refusal };
  }
  return { ok: true, order: orderOf(request) };
}

function orderOf({ clientId, detail, ttlSeconds, clear, binding }: LeaseRequest): LeaseOrder {
  // LEASE-CLEAR-FALSE: clear=false is an apply, as an absent clear is.
  if (clear) return { kind: "clear", clientId, binding };
  if (detail === undefined || !isLevel(detail)) throw new Error("a check let a bad detail through");
  // LEASE-TTL-DEFAULT: absent or 0.
  const ttl = ttlSeconds === undefined || ttlSeconds === 0 ? ttlSecondsDefault : ttlSeconds;
  return { kind: "apply", clientId, level: detail, ttlSeconds: ttl, binding };
}

function utf8Length(text: string): number {
  return getTextEncoding().encodeUtf8(text).length;
}
