// Lines of the format against what they have to be read as; what is odd is no record.
import { expect, test } from "vitest";
import { accessFormat } from "./formats.ts";

const { read } = accessFormat("kakehi-json");

const line = {
  level: "error",
  message: "backend_timeout",
  session_id: "01HK153XZ8PTE7JY60C88PV0DE",
  request_id: "01HK153XZ8VVQ73KBARHBJCSKB",
  cluster_id: "c",
  backend_id: "b0",
  session_address: "127.0.0.1:32769",
  backend_address: "127.0.0.1:9000",
  protocol: "http",
  method: "GET",
  authority: "a.example",
  path: "/",
  status: 504,
  reason: "",
  tags: ["owner=x"],
  client_rtt: 10,
  server_rtt: 20,
  service_time: 1,
  response_time: 2,
  request_time: 3,
  start_time_ns: "1704067201000001000",
  bytes_in: 49,
  bytes_out: 2055,
  user_agent: "u",
  x_request_id: "r",
  xff_chain: "10.0.0.1",
  tls_version: "TLS 1.3",
  tls_cipher: "TLS_AES_128_GCM_SHA256",
  tls_sni: "a.example",
  tls_alpn: "h2",
};

test("every key is read", () => {
  const record = read(JSON.stringify(line));
  expect(record).toMatchObject({
    isError: true,
    status: 504,
    startWallMicros: 1_704_067_201_000_001,
    tags: ["owner=x"],
    clientRttMicros: 10,
    serverRttMicros: 20,
    reason: "",
    tlsAlpn: "h2",
  });
  const values = Object.values(record ?? {});
  expect(values).toHaveLength(Object.keys(line).length);
  expect(values).not.toContain(undefined);
});

test("what is missing is absent", () => {
  const record = read(JSON.stringify({ level: "info" }));
  const { isError, tags, ...others } = record ?? {};
  expect([isError, tags]).toEqual([false, []]);
  expect(Object.values(others).filter((value) => value !== undefined)).toEqual([]);
});

test.each(Object.keys(line))("%s of another type makes it no record", (name) => {
  expect(read(JSON.stringify({ ...line, [name]: {} }))).toBeUndefined();
});

test.each(["", "{", "[]", "null", '"text"', "{}", '{"level":"warn"}'])(
  "%s is no record",
  (text) => {
    expect(read(text)).toBeUndefined();
  },
);
