import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeRequest, frameOf } from "../../../wire/index.ts";
import { loadText } from "../host/files.ts";
import { parseConfiguration, type ConfigurationResult } from "./configuration.ts";
import { remarkText } from "./remark.ts";
import type { Settings } from "./settings.ts";
import { settingsOfShortcuts } from "./shortcuts.ts";

const file = "/etc/proxy/config.toml";
const fixtures = join(process.cwd(), "fixtures/configurations");

type Good = Extract<ConfigurationResult, { ok: true }>;

function read(text: string, name = file): Good {
  const result = parseConfiguration(text, name);
  expect(result).toMatchObject({ ok: true });
  return result as Good;
}

function errorOf(text: string): string {
  const result = parseConfiguration(text, file);
  expect(result.ok).toBe(false);
  return remarkText((result as Extract<ConfigurationResult, { ok: false }>).error);
}

function frames({ requests }: Settings): string[] {
  return requests.map((request) => Buffer.from(frameOf(encodeRequest(request))).toString("hex"));
}

const verbs = ({ requests }: Settings): (string | undefined)[] =>
  requests.map(({ requestType }) => requestType.case);

test("an empty file is all defaults, as Sōzu has them", () => {
  const { settings, warnings } = read("");
  expect(warnings).toEqual([]);
  expect(settings).toEqual({
    directory: "/etc/proxy",
    commandSocket: "/etc/proxy/sozu.sock",
    workerCount: 2,
    workerAutomaticRestart: true,
    workerTimeoutSeconds: 10,
    commandBufferBytesMax: 2_000_000,
    detail: 2,
    statsd: undefined,
    allowedUids: undefined,
    savedState: undefined,
    auditPath: undefined,
    auditJsonPath: undefined,
    accessTarget: undefined,
    logLevel: "info",
    logTarget: { kind: "stdout" },
    requests: [],
  });
});

test.each<[string, Partial<Settings>]>([
  ['command_socket = "./s.sock"', { commandSocket: "/etc/proxy/s.sock" }],
  ['command_socket = "../run/s.sock"', { commandSocket: "/etc/run/s.sock" }],
  ['command_socket = "/run/s.sock"', { commandSocket: "/run/s.sock" }],
  ["worker_count = 0", { workerCount: 0 }],
  ["worker_count = 256", { workerCount: 256 }],
  ["worker_automatic_restart = false", { workerAutomaticRestart: false }],
  ["worker_timeout = 2", { workerTimeoutSeconds: 2 }],
  ["max_command_buffer_size = 163840", { commandBufferBytesMax: 163_840 }],
  ["max_command_buffer_size = 256", { commandBufferBytesMax: 256 }],
  ["command_buffer_size = 16384", { commandBufferBytesMax: 2_000_000 }],
  ['saved_state = "state.json"', { savedState: "/etc/proxy/state.json" }],
  ['audit_logs_target = "/abs/audit.log"', { auditPath: "/abs/audit.log" }],
  ['audit_logs_json_target = "audit.json"', { auditJsonPath: "/etc/proxy/audit.json" }],
  ["command_allowed_uids = [0, 1000, 4294967295]", { allowedUids: [0, 1000, 4_294_967_295] }],
  ["command_allowed_uids = []", { allowedUids: [] }],
  ['access_logs_target = "stdout"', { accessTarget: undefined }],
  [
    'access_logs_target = "file://access.log"',
    { accessTarget: { kind: "file", path: "/etc/proxy/access.log" } },
  ],
  ['access_logs_target = "/a.log"', { accessTarget: { kind: "file", path: "/a.log" } }],
  [
    'access_logs_target = "udp://[::1]:514"',
    { accessTarget: { kind: "udp", host: "::1", port: 514 } },
  ],
  ['log_level = "DEBUG"', { logLevel: "debug" }],
  ['log_level = "info,kawa=debug"', { logLevel: "info" }],
  ['log_target = "stderr"', { logTarget: { kind: "stderr" } }],
  ['log_target = "file:///var/p.log"', { logTarget: { kind: "file", path: "/var/p.log" } }],
  [
    '[metrics]\naddress = "127.0.0.1:8125"',
    {
      detail: 2,
      statsd: { host: "127.0.0.1", port: 8125, prefix: "sozu", taggedMetrics: false },
    },
  ],
  [
    '[metrics]\naddress = "[::1]:8125"\ndetail = "backend"\nprefix = "p"\ntagged_metrics = true',
    {
      detail: 3,
      statsd: { host: "::1", port: 8125, prefix: "p", taggedMetrics: true },
    },
  ],
  ['metrics = { address = "127.0.0.1:1", detail = "process" }', { detail: 0 }],
  ['metrics = { address = "127.0.0.1:1", detail = "Frontend" }', { detail: 1 }],
])("reads %s", (text, expected) => {
  const { settings, warnings } = read(text);
  expect(settings).toMatchObject(expected);
  expect(warnings).toEqual([]);
});

test.each<[string, string]>([
  ["worker_count = ", "1:16: "],
  ["a = 1\na = 2", "2:1: "],
  ["worker_count = 2.0", "1:1: worker_count: an integer from 0 to 256 is wanted, not 2"],
  ["worker_count = 257", "1:1: worker_count: an integer from 0 to 256 is wanted, not 257"],
  ["worker_count = -1", "1:1: worker_count: an integer from 0 to 256 is wanted, not -1"],
  ["worker_count = 99999999999999999999", "1:1: worker_count: an integer from 0 to 256"],
  ['\n  worker_count = "two"', '2:3: worker_count: an integer from 0 to 256 is wanted, not "two"'],
  ["worker_timeout = 0", "1:1: worker_timeout: an integer from 1 to 86400 is wanted, not 0"],
  ["max_command_buffer_size = 8", "1:1: max_command_buffer_size: an integer from 256 "],
  ["worker_automatic_restart = 1", "1:1: worker_automatic_restart: true or false is wanted, not 1"],
  ["command_socket = 7", "1:1: command_socket: a string is wanted, not 7"],
  ['command_socket = ""', "1:1: command_socket: a path is wanted"],
  ["command_socket = 1979-05-27", "1:1: command_socket: a string is wanted, not a date"],
  ["command_allowed_uids = 5", "1:1: command_allowed_uids: an array is wanted, not 5"],
  ["command_allowed_uids = [\n  1,\n  -1 ]", "3:3: command_allowed_uids: an integer from 0 "],
  ["max_connections = true", "1:1: max_connections: an integer from 0 "],
  ["activate_listeners = []", "1:1: activate_listeners: true or false is wanted, not an array"],
  ['log_level = "loud"', "1:1: log_level: one of error, warn, info, debug, trace is wanted"],
  ['log_level = "constructor"', "1:1: log_level: one of error, "],
  ['log_target = "http://x"', "1:1: log_target: stdout, file://, udp://"],
  ["metrics = 1", "1:1: a table is wanted, not 1"],
  ["metrics = 1979-05-27", "1:1: a table is wanted, not a date"],
  ["[[metrics]]", "1:1: a table is wanted, not an array"],
  ['x = 1\n[metrics]\ndetail = "backend"', "2:1: address is missing"],
  [
    '[metrics]\naddress = "localhost:8125"',
    '2:1: address: ip:port is wanted, not "localhost:8125"',
  ],
  ['[metrics]\naddress = "127.0.0.1:65536"', "2:1: address: ip:port is wanted"],
  ['[metrics]\naddress = "::1:80"', "2:1: address: ip:port is wanted"],
  ['[metrics]\naddress = "[fe80::1%lo]:80"', "2:1: address: ip:port is wanted"],
  [
    '[metrics]\naddress = "127.0.0.1:1"\ndetail = "fine"',
    '3:1: detail: one of process, frontend, cluster, backend is wanted, not "fine"',
  ],
  ['[[listeners]]\naddress = "127.0.0.1:1"', "1:1: protocol is missing"],
  ['[[listeners]]\nprotocol = "gopher"', "2:1: protocol: one of http, https, tcp, udp is wanted"],
  ['[[listeners]]\nprotocol = "http"', "1:1: address is missing"],
  ["listeners = 5", "1:1: listeners: an array is wanted"],
  ["listeners = [1]", "1:14: a table is wanted, not 1"],
  [
    `${listener("http", "127.0.0.1:1")}${listener("tcp", "127.0.0.1:1")}`,
    "6:1: address: another listener has 127.0.0.1:1",
  ],
  [
    `${listener("http", "127.0.0.1:1")}expect_proxy = true\npublic_address = "1.2.3.4:80"`,
    "5:1: public_address: it cannot stand together with expect_proxy",
  ],
  [`${listener("http", "127.0.0.1:1")}front_timeout = "x"`, "4:1: front_timeout: an integer"],
  ["[clusters.c]\nfrontends = []", "1:1: protocol is missing"],
  ["clusters.c = 1", "1:1: a table is wanted, not 1"],
  ['[clusters.c]\nprotocol = "http"\nfrontends = [{ hostname = "h" }]', "3:14: address is missing"],
  [
    '[clusters.c]\nprotocol = "http"\nfrontends = [{ address = "127.0.0.1:1" }]',
    "3:14: hostname is missing",
  ],
  [
    `${listener("tcp", "127.0.0.1:1")}${cluster('{ address = "127.0.0.1:1", hostname = "h" }')}`,
    "6:16: address: the listener at 127.0.0.1:1 is a tcp listener",
  ],
  [
    `${listener("http", "127.0.0.1:1")}${cluster('{ address = "127.0.0.1:1", certificate = "c" }')}`,
    "6:41: certificate: the listener at 127.0.0.1:1 does not speak TLS",
  ],
  [
    '[clusters.c]\nprotocol = "http"\nbackends = [{ address = "127.0.0.1:1", weight = 256 }]',
    "3:40: weight: an integer from 0 to 255 is wanted, not 256",
  ],
  ['[clusters.c]\nprotocol = "http"\nload_balancing = "fair"', "3:1: load_balancing: one of round"],
])("refuses %j", (text, expected) => {
  const error = errorOf(text);
  expect(error.slice(0, file.length + 1 + expected.length)).toBe(`${file}:${expected}`);
  expect(error).not.toMatch(/\n/);
});

function listener(protocol: string, address: string): string {
  return `[[listeners]]\nprotocol = "${protocol}"\naddress = "${address}"\n`;
}

function cluster(frontend: string): string {
  return `[clusters.c]\nprotocol = "http"\nfrontends = [${frontend}]\n`;
}

test("unknown keys, unused ones and odd ones warn by name, in the order of the file", () => {
  const { warnings, settings } = read(`
comand_socket = "x"
command_buffer_size = 5000
max_command_buffer_size = 4096
log_target = "udp://127.0.0.1:9"
access_logs_target = "unix:///run/access"
access_logs_format = "protobuf"
[metrics]
address = "127.0.0.1:1"
adress = 1
[[listeners]]
protocol = "http"
address = "127.0.0.1:80"
answer_404 = "./404.http"
h2_new_knob = 1
[[listeners]]
protocol = "tcp"
address = "127.0.0.1:81"
[clusters.c]
protocol = "http"
frontends = [{ address = "127.0.0.1:80", hostname = "h", redirect_template = "x", hots = 1 }]
backends = [{ address = "127.0.0.1:90", wait = 1 }]
[clusters.d]
protocol = "tcp"
`);
  expect(warnings.map(remarkText)).toEqual([
    `${file}:2:1: unknown key "comand_socket"`,
    `${file}:3:1: it is above the largest size, 4096, which holds`,
    `${file}:5:1: udp targets are not offered here: the log goes to standard output`,
    `${file}:6:1: unix targets are not offered here: the access log goes into the log`,
    `${file}:7:1: a record is one object of JSON here`,
    `${file}:10:1: unknown key "adress"`,
    `${file}:14:1: answer_404 is not used here`,
    `${file}:15:1: unknown key "h2_new_knob"`,
    `${file}:17:1: tcp listeners are not offered here`,
    `${file}:21:58: redirect_template is not used here`,
    `${file}:21:83: unknown key "hots"`,
    `${file}:22:41: unknown key "wait"`,
    `${file}:24:1: tcp clusters are not offered here`,
  ]);
  expect(verbs(settings)).toEqual([
    "addHttpListener",
    "addCluster",
    "addHttpFrontend",
    "addBackend",
    "activateListener",
  ]);
});

test("keys that tune what is not here are known, in Sōzu's own sample above all", () => {
  const { warnings } = read(`
max_connections = 500
min_buffers = 1
max_buffers = 500
buffer_size = 16393
slab_entries_per_connection = 4
log_colored = true
access_logs_target = "stdout"
access_logs_format = "ascii"
handle_process_affinity = false
ctl_command_timeout = 1000
pid_file_path = "/run/p.pid"
front_timeout = 60
accept_queue_timeout = 60
zombie_check_interval = 1800
evict_on_queue_full = false
automatic_state_save = false
disable_cluster_metrics = false
`);
  expect(warnings).toEqual([]);
});

test("listeners come first, then each cluster with its own, then the activations", () => {
  const { settings } = read(readFileSync(join(fixtures, "clusters.toml"), "utf8"));
  expect(verbs(settings)).toEqual([
    "addHttpListener",
    "addHttpsListener",
    "addCluster",
    "addHttpFrontend",
    "addHttpsFrontend",
    "addBackend",
    "addBackend",
    "addCluster",
    "addHttpFrontend",
    "addBackend",
    "activateListener",
    "activateListener",
  ]);
  const values = settings.requests.map(({ requestType }) => requestType.value);
  expect(values[0]).toMatchObject({ frontTimeout: 30, backTimeout: 20, connectTimeout: 3 });
  expect(values[1]).toMatchObject({ stickyName: "STICKY", backTimeout: 30, requestTimeout: 10 });
  expect(values[1]).toMatchObject({ address: { ip: { inner: { value: { low: 1n, high: 0n } } } } });
  expect(values[2]).toMatchObject({ clusterId: "shop", stickySession: true, loadBalancing: 2 });
  expect(values[3]).toMatchObject({ path: { kind: 0, value: "/api" }, position: 0, tags: {} });
  expect(values[4]).toMatchObject({ method: "GET", position: 2, tags: { team: "web" } });
  expect(values[5]).toMatchObject({ backendId: "shop-1", loadBalancingParameters: { weight: 50 } });
  expect(values[6]).toMatchObject({ backendId: "shop-1-127.0.0.1:9002", backup: true });
  expect(values[7]).toMatchObject({ clusterId: "images.example" });
  expect(values[8]).toMatchObject({ path: { kind: 1, value: "^/i[0-9]" } });
});

test("requests have the bytes of the golden frames", () => {
  const { settings } = read(`
activate_listeners = false
[clusters.c1]
protocol = "http"
backends = [{ address = "127.0.0.1:9001", backend_id = "b1", weight = 0 }]
`);
  expect(frames(settings)).toEqual([
    "14000000000000006a0a0a026331100018002800",
    "2300000000000000c201180a026331120262311a0a0a050d0100007f10a9462a020800",
  ]);
});

test("a frontend without a listener implies one; with a certificate, an HTTPS one", () => {
  const { settings } = read(
    cluster(
      '{ address = "127.0.0.1:1", hostname = "h" }, { address = "127.0.0.1:1", hostname = "i" },' +
        '{ address = "127.0.0.1:2", hostname = "h", certificate = "c", key = "k" }',
    ),
  );
  expect(verbs(settings)).toEqual([
    "addHttpListener",
    "addHttpsListener",
    "addCluster",
    "addHttpFrontend",
    "addHttpFrontend",
    "addHttpsFrontend",
    "activateListener",
    "activateListener",
  ]);
});

test.each([
  ["[::]:1", 0n, 0n],
  ["[1:2:3:4:5:6:7:8]:1", 0x0001_0002_0003_0004n, 0x0005_0006_0007_0008n],
  ["[2001:db8::ff]:1", 0x2001_0db8_0000_0000n, 0xffn],
  ["[::ffff:1.2.3.4]:1", 0n, 0xffff_0102_0304n],
  ["[1::]:1", 0x0001_0000_0000_0000n, 0n],
])("the address %s has its two halves", (address, high, low) => {
  const { settings } = read(listener("http", address));
  expect(settings.requests[0]?.requestType.value).toMatchObject({
    address: { ip: { inner: { case: "v6", value: { high, low } } }, port: 1 },
  });
});

test("every example reads without an error or a warning", () => {
  const names = readdirSync(fixtures);
  expect(names).toContain("two-workers.toml");
  for (const name of names) {
    const path = join(fixtures, name);
    const result = parseConfiguration(readFileSync(path, "utf8"), path, loadText);
    expect(result).toMatchObject({ ok: true, warnings: [] });
  }
});

test("no text makes it throw", () => {
  const pieces = fc.constantFrom(
    ..."[ ] [[ ]] { } = . , ' \" ''' \"\"\" # \n \\ x 1 true metrics listeners clusters address".split(
      " ",
    ),
    "\n",
    "__proto__",
    "constructor",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((some) => some.join("")),
      ),
      (text) => {
        const result = parseConfiguration(text, file);
        expect(typeof result.ok).toBe("boolean");
      },
    ),
    { numRuns: 2000 },
  );
});

test("shortcuts are a configuration without a file", () => {
  const result = settingsOfShortcuts({ socket: "s", workers: 3, detail: "backend" }, "/run");
  expect(result).toMatchObject({
    ok: true,
    settings: { commandSocket: "/run/s", workerCount: 3, detail: 3, workerTimeoutSeconds: 10 },
  });
  expect(settingsOfShortcuts({}, "/run")).toMatchObject({
    settings: { workerCount: 2, detail: 2 },
  });
});

test.each([
  [{ socket: "" }, "the socket's path is empty"],
  [{ workers: 1.5 }, "the count of workers is an integer from 0 to 256"],
  [{ workers: 257 }, "the count of workers is an integer from 0 to 256"],
  [{ workers: Number.NaN }, "the count of workers is an integer from 0 to 256"],
  [{ detail: "fine" }, "the detail is one of process, frontend, cluster, backend"],
  [{ detail: "constructor" }, "the detail is one of process, frontend, cluster, backend"],
])("refuses the shortcuts %j", (shortcuts, message) => {
  expect(settingsOfShortcuts(shortcuts, "/run")).toEqual({ ok: false, message });
});
