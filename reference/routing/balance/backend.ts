// One back end as balancing sees it: where it is, how busy it is and whether it is left alone for a
// while. It outlives an upsert (CONFIG-UPSERT); once removed it takes nothing new (CONFIG-REMOVE),
// while whoever is still connected keeps it.

import type { Address, Micros } from "../../host.ts";
import type { Backend as Configured } from "../../state/model.ts";
import { weightDefault } from "../bounds.ts";
import type { BackendChoice } from "../router.ts";
import { BackOff } from "./back-off.ts";
import { Load } from "./load.ts";

export class Backend implements BackendChoice {
  readonly cluster: string;
  readonly id: string;
  readonly address: Address;
  readonly addressText: string;
  readonly backOff: BackOff = new BackOff();
  readonly connections: Load = new Load();
  readonly requests: Load = new Load();
  /** The last failure; absent before the first. */
  failedAt: Micros | undefined;
  isRemoved = false;
  #weight = weightDefault;
  #isBackup = false;
  #stickyId = "";

  constructor(configured: Configured, address: Address) {
    this.cluster = configured.clusterId;
    this.id = configured.backendId;
    this.address = address;
    this.addressText = configured.address;
    this.configure(configured);
  }

  configure({ message, backendId }: Pick<Configured, "message" | "backendId">): void {
    const weight = message.loadBalancingParameters?.weight ?? 0;
    this.#weight = weight === 0 ? weightDefault : weight;
    this.#isBackup = message.backup;
    this.#stickyId = cookieText(message.stickyId === "" ? backendId : message.stickyId);
  }

  get weight(): number {
    return this.#weight;
  }

  get isBackup(): boolean {
    return this.#isBackup;
  }

  /** What its cookie says. */
  get stickyId(): string {
    return this.#stickyId;
  }

  /** Refused, reset, or no connection in time: all the same here. */
  failed(now: Micros): void {
    this.failedAt = now;
    this.backOff.fail(now);
  }
}

/** An id may hold anything, a cookie may not (RFC 6265 §4.1.1). */
function cookieText(id: string): string {
  if (/^[!#$&-+\--:<-[\]-~]*$/.test(id)) return id;
  return Array.from(id, (character) =>
    /[!#$&-+\--:<-[\]-~]/.test(character) ? character : escaped(character),
  ).join("");
}

function escaped(character: string): string {
  return `%${(character.codePointAt(0) ?? 0).toString(16)}%`;
}
