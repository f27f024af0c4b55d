import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfiguration } from "./configuration.ts";
import { remarkText } from "./remark.ts";

const tls = join(process.cwd(), "fixtures/tls");
const file = join(tls, "config.toml");
const texts: Readonly<Record<string, string>> = {
  junk: "junk",
  broken: "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
};

function readText(path: string): string | undefined {
  const name = path.slice(tls.length + 1);
  return Object.hasOwn(texts, name) ? texts[name] : existing(path);
}

function existing(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

const listener = (more: string): string =>
  `[[listeners]]\nprotocol = "https"\naddress = "127.0.0.1:8443"\n${more}`;

const outcome = (text: string): string => {
  const result = parseConfiguration(text, file, readText);
  return result.ok
    ? result.settings.requests.map(({ requestType }) => requestType.case).join()
    : remarkText(result.error).slice(file.length + 1);
};

test.each([
  ['key = "localhost.key"', "4:1: key: certificate is missing beside it"],
  [
    'certificate = "localhost.pem"',
    "4:1: certificate: key is missing beside it: name the file of its private key",
  ],
  [
    'certificate = "absent.pem"',
    `4:1: certificate: ${tls}/absent.pem is no regular file that can be read`,
  ],
  ['certificate = "junk"\nkey = "localhost.key"', `4:1: certificate: ${tls}/junk is not PEM`],
  [
    'certificate = "broken"\nkey = "localhost.key"',
    "4:1: certificate: the file holds no certificate that can be read",
  ],
  [
    'certificate = "localhost.pem"\nkey = "other.key"',
    "5:1: key: it is not the key of this certificate",
  ],
  ['alpn_protocols = ["h3"]', "4:1: alpn_protocols: h2 or http/1.1 is wanted, not h3"],
  ['tls_versions = ["SSL_V3"]', "4:1: tls_versions: TLS_V12 or TLS_V13 is wanted, not SSL_V3"],
])("%s: one line that says the key and what is wrong", (more, wanted) => {
  expect(outcome(listener(more))).toBe(wanted);
});

test("a listener's own certificate is in it, those that frontends bring are added once each", () => {
  const own = listener('certificate = "localhost.pem"\nkey = "localhost.key"\n');
  const front = (host: string, name: string): string =>
    `{ address = "127.0.0.1:8443", hostname = "${host}", certificate = "${name}.pem", key = "${name}.key" },`;
  const fronts = [
    front("a.test", "localhost"),
    front("b.test", "other"),
    front("c.b.test", "other"),
  ];
  const text = `${own}[clusters.c]\nprotocol = "http"\nbackends = []\nfrontends = [${fronts.join("")}]\n`;
  expect(outcome(text)).toBe(
    "addHttpsListener,addCertificate,addCluster,addHttpsFrontend,addHttpsFrontend,addHttpsFrontend,activateListener",
  );
});
