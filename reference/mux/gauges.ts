// The paired gauges of the data plane: one hold for each live thing, each move shown to checkers.
// Nobody keeps a count beside these holds (GAUGE-CONSERVED).

import type { Host } from "../host.ts";
import type { Aggregator } from "../metrics/aggregator.ts";
import type { GaugeDelta, GaugeHold } from "../metrics/hold.ts";
import { unlabelled, type Labels } from "../metrics/labels.ts";

export class Gauges {
  readonly #host: Host;
  readonly #metrics: Aggregator;

  constructor(host: Host, metrics: Aggregator) {
    this.#host = host;
    this.#metrics = metrics;
  }

  take(name: string, labels: Labels = unlabelled): GaugeHold {
    const hold = this.#metrics.increase(name, labels, 0);
    this.#show(hold.adjust(1));
    return hold;
  }

  /** GAUGE-REENTRY: the second time nothing moves. */
  give(hold: GaugeHold): void {
    const delta = hold.release();
    if (delta !== undefined) this.#show(delta);
  }

  #show({ name, labels, delta, before, after }: GaugeDelta): void {
    if (!this.#host.probing) return;
    const { cluster, backend } = labels;
    this.#host.probe({ kind: "gauge", name, cluster, backend, delta, before, after });
  }
}
