// How many requests of each verb a master has seen, for CountRequests.

import { create } from "@bufbuild/protobuf";
import { RequestCountsSchema, type Request, type RequestCounts } from "../../wire/index.ts";

const countMax = 0x7fff_ffff;

export class RequestCounter {
  readonly #counts = new Map<string, number>();

  /** A request without a verb that is known is not counted. */
  note({ requestType }: Request): void {
    const verb = requestType.case;
    if (verb === undefined) return;
    this.#counts.set(verb, Math.min((this.#counts.get(verb) ?? 0) + 1, countMax));
  }

  /** By the verb's name, `AddCluster`; a verb never seen is absent. */
  message(): RequestCounts {
    const map: RequestCounts["map"] = {};
    for (const [verb, count] of this.#counts) map[nameOf(verb)] = count;
    return create(RequestCountsSchema, { map });
  }
}

function nameOf(verb: string): string {
  return verb.charAt(0).toUpperCase() + verb.slice(1);
}
