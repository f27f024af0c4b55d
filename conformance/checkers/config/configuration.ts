// A configuration as the suite understands it, with keys and equality of its own: what is there, what
// a request makes of it, and whether a request is one that any proxy has to refuse.
import { clone } from "@bufbuild/protobuf";
import {
  HttpListenerConfigSchema,
  HttpsListenerConfigSchema,
  create,
  RequestSchema,
  type Request,
} from "../../../wire/index.ts";
import { canonicalRequest } from "./canonical.ts";
import { isRoutableHost } from "./host-name.ts";
import { activeKey, listenerKey, placeOf, type Place } from "./place.ts";

export interface Entry {
  readonly text: string;
  readonly request: Request;
  readonly place: Place;
}

/** One key before and after; undefined is absent. */
export interface Change {
  readonly key: string;
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
}

/** `open`: a proxy may take it or refuse it. */
export type Verdict = "fine" | "refused" | "open";

export class Configuration {
  private readonly entries = new Map<string, Entry>();

  get size(): number {
    return this.entries.size;
  }

  keys(): IterableIterator<string> {
    return this.entries.keys();
  }

  get(key: string): Entry | undefined {
    return this.entries.get(key);
  }

  copy(): Configuration {
    const copy = new Configuration();
    for (const [key, entry] of this.entries) copy.entries.set(key, entry);
    return copy;
  }

  /** CONFIG-REJECTED: what is there twice, what acts on nothing, what no router can hold. */
  judge({ requestType }: Request): Verdict {
    const place = placeOf(requestType);
    if (place === undefined) return "open";
    const isThere = this.entries.has(place.key);
    switch (place.kind) {
      case "listener":
        return place.act === "put" ? (isThere ? "refused" : "fine") : isThere ? "fine" : "open";
      case "active":
        return this.hasListener(place) ? "fine" : "refused";
      case "frontend":
        return this.judgeFrontend(requestType, place, isThere);
      case "backend":
      case "cluster":
        return this.judgeUpsert(place, isThere) ? "fine" : "open";
    }
  }

  /** Carries a request out, whatever `judge` says of it. */
  apply(request: Request): readonly Change[] {
    const place = placeOf(request.requestType);
    if (place === undefined) return [];
    if (place.act === "put") return this.put(place, request);
    const gone = [place.key, ...this.hangingOn(place)];
    return gone.filter((key) => this.entries.has(key)).map((key) => this.set(key, undefined));
  }

  /** Takes changes back, where nobody has changed the same thing since. */
  revert(changes: readonly Change[]): void {
    for (const { key, before, after } of changes.toReversed()) {
      if (this.entries.get(key)?.text === after?.text) this.set(key, before);
    }
  }

  private judgeUpsert({ kind, act, cluster }: Place, isThere: boolean): boolean {
    const hasRoom = kind === "backend" ? this.has("cluster", cluster) : cluster !== "";
    return hasRoom && (isThere || act === "put");
  }

  private judgeFrontend(type: Request["requestType"], place: Place, isThere: boolean): Verdict {
    if (place.act === "remove") return isThere ? "fine" : "open";
    const host = typeof type.value === "object" && "hostname" in type.value && type.value.hostname;
    if (isThere || host === false || !isRoutableHost(host)) return "refused";
    const leads = place.cluster === "" || this.has("cluster", place.cluster);
    return leads && this.hasListener(place) ? "fine" : "open";
  }

  private has(kind: Place["kind"], name: string | undefined): boolean {
    return this.entries.has(JSON.stringify([kind, name]));
  }

  private hasListener({ address }: Place): boolean {
    return this.entries.has(listenerKey(address ?? ""));
  }

  /** A listener that is added as active is activated with it. */
  private put(place: Place, request: Request): readonly Change[] {
    const { requestType } = request;
    const { kind, key, address = "" } = place;
    if (kind === "active") return [this.set(key, { text: "active", request, place })];
    const changes = [this.set(key, new Written(request, place))];
    const isActive =
      (requestType.case === "addHttpListener" || requestType.case === "addHttpsListener") &&
      requestType.value.active;
    if (!isActive) return changes;
    const active: Place = { ...place, kind: "active", key: activeKey(address) };
    return [...changes, this.set(active.key, { text: "active", request, place: active })];
  }

  /** What goes with a cluster or a listener: nothing could use it. */
  private hangingOn({ kind, cluster, address }: Place): readonly string[] {
    if (kind !== "cluster" && kind !== "listener") return [];
    return [...this.entries]
      .filter(([, { place }]) =>
        kind === "cluster"
          ? place.kind !== "cluster" && place.cluster === cluster
          : place.kind !== "listener" && place.address === address,
      )
      .map(([key]) => key);
  }

  private set(key: string, after: Entry | undefined): Change {
    const before = this.entries.get(key);
    if (after === undefined) this.entries.delete(key);
    else this.entries.set(key, after);
    return { key, before, after };
  }
}

/** Most of what stands is held against nothing, so it is put into words when somebody asks. */
class Written implements Entry {
  readonly request: Request;
  readonly place: Place;
  #text: string | undefined;

  constructor(request: Request, place: Place) {
    this.request = request;
    this.place = place;
  }

  get text(): string {
    this.#text ??= canonicalRequest(idle(this.request));
    return this.#text;
  }
}

/** Whether a listener is active is not part of what it is. */
function idle(request: Request): Request {
  const { requestType } = request;
  if (requestType.case === "addHttpListener") {
    const value = clone(HttpListenerConfigSchema, requestType.value);
    value.active = false;
    return create(RequestSchema, { requestType: { case: "addHttpListener", value } });
  }
  if (requestType.case === "addHttpsListener") {
    const value = clone(HttpsListenerConfigSchema, requestType.value);
    value.active = false;
    return create(RequestSchema, { requestType: { case: "addHttpsListener", value } });
  }
  return request;
}
