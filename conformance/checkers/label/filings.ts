// Where the gauge of each back end of one worker must stand: folded from the orders that the worker
// carried out and the levels that it showed. A back end that is gone, metrics that were cleared or
// are disabled leave open whether a row is there; where it may stand never is.
import { placeAt, placeKey, placesOf, type Place } from "../../model/metrics/placement.ts";
import { MetricsConfiguration, type AddBackend, type Request } from "../../../wire/index.ts";

/** What stands in one row: at least and at most. */
export interface Amount {
  readonly place: Place;
  readonly least: number;
  readonly most: number;
}

interface Filing {
  readonly place: Place;
  /** The gauge has to stand there. */
  isCertain: boolean;
}

/** One back end. Its addresses are one back end to the metrics, or each is one: nobody says. */
interface Stand {
  readonly cluster: string;
  readonly backend: string;
  readonly addresses: Set<string>;
  most: number;
  filings: Filing[];
  filedAt: number;
}

export class Filings {
  private readonly clusters = new Set<string>();
  private readonly stands = new Map<string, Stand>();
  private level: number;
  private isEnabled = true;
  private hasMoved = false;
  private hasRemoved = false;

  constructor(floor: number) {
    this.level = floor;
  }

  /** The level, if no other was in force and nothing was removed. */
  get onlyLevel(): number | undefined {
    return this.hasMoved || this.hasRemoved ? undefined : this.level;
  }

  /** The worker showed its effective level. */
  shown(level: number): void {
    this.hasMoved ||= level !== this.level;
    this.level = level;
  }

  /** A lease ended at this instant: what was filed in it came before that, or behind it. */
  expired(at: number, level: number): void {
    for (const stand of this.stands.values()) {
      if (stand.filedAt !== at || level === this.level) continue;
      for (const filing of stand.filings) filing.isCertain = false;
      const { cluster, backend } = stand;
      stand.filings.push({ place: placeAt(level, cluster, backend), isCertain: false });
    }
    this.shown(level);
  }

  /** The worker carried out an order. */
  apply(at: number, { requestType: { case: verb, value } }: Request): void {
    this.hasRemoved ||= verb === "removeCluster" || verb === "removeBackend";
    if (verb === "addCluster") this.clusters.add(value.clusterId);
    else if (verb === "removeCluster") this.removeCluster(value);
    else if (verb === "addBackend") this.add(at, value);
    else if (verb === "removeBackend") {
      const stand = this.stands.get(standKey(value.clusterId, value.backendId));
      stand?.addresses.delete(JSON.stringify(value.address));
      if (stand?.addresses.size === 0) leaveOpen(stand);
    } else if (verb === "configureMetrics") this.configure(value);
  }

  knowsCluster(cluster: string): boolean {
    return this.clusters.has(cluster);
  }

  knowsBackend(cluster: string, backend: string): boolean {
    return this.stands.has(standKey(cluster, backend));
  }

  /** By the key of their place: every row in which something may stand. */
  amounts(): ReadonlyMap<string, Amount> {
    const amounts = new Map<string, Amount>();
    for (const { filings, most } of this.stands.values()) {
      for (const { place, isCertain } of filings) {
        const key = placeKey(place);
        const before = amounts.get(key);
        const least = (before?.least ?? 0) + (isCertain ? 1 : 0);
        amounts.set(key, { place, least, most: (before?.most ?? 0) + most });
      }
    }
    return amounts;
  }

  /** Every place that the back ends could be filed in at some level. */
  places(): readonly Place[] {
    return [...this.stands.values()].flatMap(({ cluster, backend }) => placesOf(cluster, backend));
  }

  private add(at: number, { clusterId: cluster, backendId: backend, address }: AddBackend): void {
    const key = standKey(cluster, backend);
    let stand = this.stands.get(key);
    if (stand === undefined) {
      const nothing = { most: 0, filings: [], filedAt: at };
      stand = { cluster, backend, addresses: new Set(), ...nothing };
      this.stands.set(key, stand);
    }
    const { addresses, filings } = stand;
    const text = JSON.stringify(address);
    // CONFIG-UPSERT: what is added again is not counted twice, so the gauge leaves its old row.
    const isReplaced = addresses.size === 1 && addresses.has(text) && this.isEnabled;
    addresses.add(text);
    stand.most = Math.max(stand.most, addresses.size);
    stand.filedAt = at;
    const place = placeAt(this.level, cluster, backend);
    const others = filings.filter((filing) => placeKey(filing.place) !== placeKey(place));
    for (const other of others) other.isCertain = false;
    const isCertain = this.isEnabled && this.clusters.has(cluster);
    stand.filings = [...(isReplaced ? [] : others), { place, isCertain }];
  }

  /** LABEL-ROW-LIFETIME says how long its rows stay. */
  private removeCluster(cluster: string): void {
    for (const stand of this.stands.values()) {
      if (stand.cluster !== cluster) continue;
      stand.addresses.clear();
      leaveOpen(stand);
    }
  }

  private configure(order: MetricsConfiguration): void {
    if (order === MetricsConfiguration.CLEAR) {
      for (const stand of this.stands.values()) leaveOpen(stand);
    } else {
      this.isEnabled = order === MetricsConfiguration.ENABLED;
    }
  }
}

function standKey(cluster: string, backend: string): string {
  return JSON.stringify([cluster, backend]);
}

function leaveOpen({ filings }: Stand): void {
  for (const filing of filings) filing.isCertain = false;
}
