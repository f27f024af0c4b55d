// The configuration of a proxy: what every worker should be doing. The master judges a verb here
// before any worker hears of it, and each worker keeps the same state for the data plane to read. It
// holds no lease and no binding, and sends nothing.

import { encodeRequest, type Cluster, type Request } from "../../wire/index.ts";
import type { Digest } from "../host.ts";
import { recordsMax } from "./bounds.ts";
import { Model, type Backend, type Certificate, type Frontend, type Listener } from "./model.ts";
import { Refusal } from "./refusal.ts";
import type { Change } from "./registry.ts";
import { snapshotOf } from "./snapshot.ts";
import { isConfiguration, perform } from "./verb.ts";

/** `changes` empty: everything was so already. A refusal changed nothing. */
export type StateOutcome =
  | { readonly ok: true; readonly changes: readonly Change[] }
  | {
      readonly ok: false;
      readonly refusal: string;
      /** What was to be added is there, exactly so. */
      readonly isAlreadySo: boolean;
    };

export class ConfigurationState {
  readonly #model = new Model();

  /** CONFIG-REJECTED: the refusal says why, in words for the operator. */
  apply(request: Request): StateOutcome {
    const { requestType } = request;
    if (!isConfiguration(requestType)) return refused("this verb does not configure anything");
    try {
      const changes = perform(this.#model, requestType);
      if (this.#model.records <= recordsMax) return { ok: true, changes };
      this.revert(changes);
      return refused(`the configuration has no room for more than ${recordsMax} records`);
    } catch (fault) {
      if (fault instanceof Refusal) return refused(fault.message, fault.isAlreadySo);
      throw fault;
    }
  }

  /** Takes back what an `apply` did, order and all, except where later ones did something else. */
  revert(changes: readonly Change[]): void {
    for (const change of changes.toReversed()) change.undo();
  }

  /** CONFIG-RESTART, CONFIG-SAVED: requests that make a fresh state equal to this one, in order. */
  snapshot(): readonly Request[] {
    return snapshotOf(this.#model);
  }

  digest(into: Digest): void {
    for (const request of this.snapshot()) into.bytes(encodeRequest(request));
  }

  /** How much of each kind there is. */
  get sizes(): {
    readonly clusters: number;
    readonly backends: number;
    readonly frontends: number;
  } {
    const { clusters, backends, frontends } = this.#model;
    return { clusters: clusters.size, backends: backends.size, frontends: frontends.size };
  }

  cluster(id: string): Cluster | undefined {
    return this.#model.clusters.get(id);
  }

  clusters(): readonly Cluster[] {
    return this.#model.clusters.values();
  }

  backends(clusterId: string): readonly Backend[] {
    return this.#model.backends.values().filter((backend) => backend.clusterId === clusterId);
  }

  /** Under any address: one id may stand for several. */
  hasBackend(clusterId: string, backendId: string): boolean {
    return this.backends(clusterId).some((backend) => backend.backendId === backendId);
  }

  /** By address text. */
  listener(address: string): Listener | undefined {
    return this.#model.listeners.get(address);
  }

  listeners(): readonly Listener[] {
    return this.#model.listeners.values();
  }

  /** Beside the one that the listener at `address` has from the start. */
  certificates(address: string): readonly Certificate[] {
    return this.#model.certificates.values().filter((each) => each.address === address);
  }

  /** In the order in which rules at one position apply. */
  frontends(): readonly Frontend[] {
    return this.#model.frontends.values();
  }
}

function refused(refusal: string, isAlreadySo = false): StateOutcome {
  return { ok: false, refusal, isAlreadySo };
}
