// `[[listeners]]` as requests. HTTP and HTTPS listeners become configuration state; TCP and UDP
// listeners and the contents of certificates are said to be unused, since the schema spoken here
// has no fields for them.

import {
  HttpListenerConfigSchema,
  HttpsListenerConfigSchema,
  create,
} from "../../../wire/index.ts";
import { ListenerType, type Request } from "../../../wire/index.ts";
import { type PemFiles, readPair } from "./pem-files.ts";
import { requestOf } from "./request.ts";
import { type HostPort, hostPortText, readAddress, socketAddress } from "./socket-address.ts";
import type { TableReader } from "./table-reader.ts";

type ListenerProtocol = "http" | "https" | "tcp" | "udp";

/** Seconds; where a listener does not say, the file's top does. */
export interface Timeouts {
  readonly front: number | undefined;
  readonly back: number | undefined;
  readonly connect: number | undefined;
  readonly request: number | undefined;
}

export interface Listener {
  readonly protocol: ListenerProtocol;
  readonly address: HostPort;
  /** Absent for the protocols without a request here. */
  readonly request: Request | undefined;
  /** The one of its own, in PEM. */
  readonly certificate?: string | undefined;
}

const secondsMax = 4_294_967_295;

const protocols: Readonly<Record<string, ListenerProtocol>> = {
  http: "http",
  https: "https",
  tcp: "tcp",
  udp: "udp",
};

const tlsVersions: ReadonlyMap<string, number> = new Map([
  ["TLS_V12", 4],
  ["TLS_V13", 5],
]);

const unused = [
  "answers",
  "answer_301",
  "answer_400",
  "answer_401",
  "answer_404",
  "answer_408",
  "answer_413",
  "answer_421",
  "answer_429",
  "answer_502",
  "answer_503",
  "answer_504",
  "answer_507",
  "cipher_list",
  "cipher_suites",
  "signature_algorithms",
  "groups_list",
  "send_tls13_tickets",
];

const listenerTypes: Readonly<Record<ListenerProtocol, ListenerType>> = {
  http: ListenerType.HTTP,
  https: ListenerType.HTTPS,
  tcp: ListenerType.TCP,
  udp: ListenerType.UDP,
};

export function readTimeouts(table: TableReader): Timeouts {
  return {
    front: table.integer("front_timeout", 0, secondsMax),
    back: table.integer("back_timeout", 0, secondsMax),
    connect: table.integer("connect_timeout", 0, secondsMax),
    request: table.integer("request_timeout", 0, secondsMax),
  };
}

/** Every `[[listeners]]` of the file. Throws ValueFault. */
export function readListeners(
  root: TableReader,
  defaults: Timeouts,
  files: PemFiles | undefined,
): readonly Listener[] {
  const seen = new Set<string>();
  return root.tables("listeners").map((table) => {
    const listener = readListener(table, defaults, files);
    const text = hostPortText(listener.address);
    if (seen.has(text)) table.refuse("address", `another listener has ${text}`);
    seen.add(text);
    return listener;
  });
}

/** The listener that a frontend implies when the file declares none at its address. */
export function impliedListener(
  address: HostPort,
  protocol: "http" | "https",
  defaults: Timeouts,
): Listener {
  const common = { address: socketAddress(address), ...timeoutFields(defaults, defaults) };
  return { protocol, address, request: listenerRequest(protocol, common) };
}

/** Opens a listener of the configuration state. */
export function activation({ protocol, address }: Listener): Request {
  return requestOf({
    case: "activateListener",
    value: { address: socketAddress(address), proxy: listenerTypes[protocol], fromScm: false },
  });
}

function readListener(
  table: TableReader,
  defaults: Timeouts,
  files: PemFiles | undefined,
): Listener {
  const protocol = table.required("protocol", table.choice("protocol", protocols));
  const address = table.required("address", readAddress(table, "address"));
  const publicAddress = readAddress(table, "public_address");
  const expectProxy = table.flag("expect_proxy");
  const stickyName = table.text("sticky_name");
  if (publicAddress !== undefined && expectProxy === true) {
    table.refuse("public_address", "it cannot stand together with expect_proxy");
  }
  const timeouts = timeoutFields(readTimeouts(table), defaults);
  const tls = readTls(table, protocol, files);
  table.unused(unused);
  table.finish();
  const request = listenerRequest(protocol, {
    address: socketAddress(address),
    ...(publicAddress === undefined ? {} : { publicAddress: socketAddress(publicAddress) }),
    ...(expectProxy === undefined ? {} : { expectProxy }),
    ...(stickyName === undefined ? {} : { stickyName }),
    ...timeouts,
    ...tls,
  });
  if (request === undefined) table.warn("protocol", `${protocol} listeners are not offered here`);
  return { protocol, address, request, certificate: tls.certificate };
}

interface TlsFields {
  readonly certificate?: string;
  readonly certificateChain?: string[];
  readonly key?: string;
  readonly alpnProtocols?: string[];
  readonly versions?: number[];
}

/** Only an https listener has any; elsewhere the keys are unknown ones. */
function readTls(
  table: TableReader,
  protocol: ListenerProtocol,
  files: PemFiles | undefined,
): TlsFields {
  if (protocol !== "https") return {};
  const alpnProtocols = table.texts("alpn_protocols");
  const wrong = alpnProtocols?.find((name) => name !== "h2" && name !== "http/1.1");
  if (wrong !== undefined) table.refuse("alpn_protocols", `h2 or http/1.1 is wanted, not ${wrong}`);
  const versions = table.texts("tls_versions")?.map((name) => {
    const version = tlsVersions.get(name);
    return version ?? table.refuse("tls_versions", `TLS_V12 or TLS_V13 is wanted, not ${name}`);
  });
  if (files === undefined) table.unused(["certificate", "certificate_chain", "key"]);
  const pair = files === undefined ? undefined : readPair(table, files);
  return {
    ...(alpnProtocols === undefined ? {} : { alpnProtocols: [...alpnProtocols] }),
    ...(versions === undefined ? {} : { versions }),
    ...(pair === undefined ? {} : { ...pair, certificateChain: [...pair.certificateChain] }),
  };
}

interface CommonFields extends TlsFields {
  readonly address: ReturnType<typeof socketAddress>;
  readonly publicAddress?: ReturnType<typeof socketAddress>;
  readonly expectProxy?: boolean;
  readonly stickyName?: string;
  readonly frontTimeout: number;
  readonly backTimeout: number;
  readonly connectTimeout: number;
  readonly requestTimeout: number;
}

type TimeoutFields = Pick<
  CommonFields,
  "frontTimeout" | "backTimeout" | "connectTimeout" | "requestTimeout"
>;

function timeoutFields(own: Timeouts, defaults: Timeouts): TimeoutFields {
  return {
    frontTimeout: own.front ?? defaults.front ?? 60,
    backTimeout: own.back ?? defaults.back ?? 30,
    connectTimeout: own.connect ?? defaults.connect ?? 3,
    requestTimeout: own.request ?? defaults.request ?? 10,
  };
}

function listenerRequest(protocol: ListenerProtocol, fields: CommonFields): Request | undefined {
  const common = { expectProxy: false, stickyName: "SOZUBALANCEID", active: false, ...fields };
  switch (protocol) {
    case "http":
      // It has no TLS fields to fill.
      return requestOf({
        case: "addHttpListener",
        value: create(HttpListenerConfigSchema, common),
      });
    case "https":
      return requestOf({
        case: "addHttpsListener",
        value: create(HttpsListenerConfigSchema, { ...common, sendTls13Tickets: 4n }),
      });
    case "tcp":
    case "udp":
      return undefined;
  }
}
