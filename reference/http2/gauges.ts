// One connection's share of the gauges `h2.connection.*` (GAUGE-H2): held while the connection lives, set
// anew when it was flushed, given back once.

import type { Host } from "../host.ts";
import type { GaugeDelta, GaugeHold } from "../metrics/hold.ts";
import type { Http2Core } from "./core.ts";

/** Where they are held. */
export interface Gauges {
  increase(name: string, labels?: undefined, amount?: number): GaugeHold;
}

export class ConnectionGauges {
  readonly #host: Host;
  readonly #streams: GaugeHold;
  readonly #window: GaugeHold;
  readonly #updates: GaugeHold;

  constructor(host: Host, gauges: Gauges) {
    this.#host = host;
    this.#streams = gauges.increase("h2.connection.active_streams", undefined, 0);
    this.#window = gauges.increase("h2.connection.window_bytes", undefined, 0);
    this.#updates = gauges.increase("h2.connection.pending_window_updates", undefined, 0);
  }

  show(core: Http2Core): void {
    this.#adjust(this.#streams, core.streams.size);
    this.#adjust(this.#window, core.send.bytes);
    this.#adjust(this.#updates, core.output.windowUpdates);
  }

  /** A second time nothing happens. */
  release(): void {
    for (const hold of [this.#streams, this.#window, this.#updates]) this.#tell(hold.release());
  }

  #adjust(hold: GaugeHold, amount: number): void {
    if (hold.amount !== amount) this.#tell(hold.adjust(amount));
  }

  #tell(delta: GaugeDelta | undefined): void {
    if (delta === undefined || delta.delta === 0 || !this.#host.probing) return;
    const { name, before, after, labels } = delta;
    this.#host.probe({ kind: "gauge", name, ...labels, delta: delta.delta, before, after });
  }
}
