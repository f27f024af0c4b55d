import { expect, test } from "vitest";
import { HeaderPosition, type HttpField } from "../../wire/index.ts";
import type { ResponseInfo } from "../mux/message.ts";
import { readTemplate } from "./edit/template.ts";
import { fieldOf, prefix, regex, Stage, type Asking } from "./testing/stage.ts";

const { REQUEST, RESPONSE, BOTH } = HeaderPosition;

const fieldsOf = (stage: Stage, asking: Asking = {}): readonly HttpField[] =>
  stage.forward(asking).request.fields;

const response = (fields: readonly HttpField[] = []): ResponseInfo => ({
  kind: "response",
  status: 200,
  isInterim: false,
  reason: "OK",
  fields,
  content: "none",
  upgrade: undefined,
});

test("a back end learns whom the proxy speaks for, behind what the client said", () => {
  const fields = [
    { name: "accept", value: "*/*" },
    { name: "x-forwarded-for", value: "9.9.9.9" },
    { name: "x-forwarded-for", value: "8.8.8.8" },
    { name: "forwarded", value: "for=9.9.9.9" },
    { name: "x-forwarded-proto", value: "https" },
    { name: "x-request-id", value: "theirs" },
    { name: "sozu-id", value: "forged" },
  ];
  const stage = new Stage().frontend({ clusterId: "c" });
  expect(fieldsOf(stage, { fields })).toEqual([
    { name: "accept", value: "*/*" },
    { name: "x-forwarded-for", value: "9.9.9.9" },
    { name: "x-forwarded-for", value: "8.8.8.8, 10.0.0.1" },
    { name: "forwarded", value: "for=9.9.9.9, for=10.0.0.1;proto=http" },
    { name: "x-forwarded-proto", value: "https" },
    { name: "x-request-id", value: "theirs" },
    { name: "x-forwarded-port", value: "80" },
    { name: "sozu-id", value: "ID" },
  ]);
});

test("IPv6 clients stand in brackets in Forwarded; the public address tells the port", () => {
  const stage = new Stage({ publicPort: 8888 }).frontend({ clusterId: "c" });
  const fields = fieldsOf(stage, { peer: "2001:db8::1" });
  expect(fieldOf(fields, "forwarded")).toEqual(['for="[2001:db8::1]";proto=http']);
  expect(fieldOf(fields, "x-forwarded-for")).toEqual(["2001:db8::1"]);
  expect(fieldOf(fields, "x-forwarded-port")).toEqual(["8888"]);
  expect(fieldOf(fields, "x-request-id")).toEqual(["ID"]);
});

test("ROUTE-EDITS: add, take away, in their order, on the side they are for", () => {
  const stage = new Stage().frontend({
    clusterId: "c",
    headers: [
      { position: REQUEST, key: "X-Add", val: "1" },
      { position: BOTH, key: "x-add", val: "2" },
      { position: BOTH, key: "X-Gone", val: "" },
      { position: RESPONSE, key: "x-late", val: "3" },
    ],
  });
  stage.backend("c", "b");
  const own = [
    { name: "x-add", value: "0" },
    { name: "x-gone", value: "a" },
    { name: "x-gone", value: "b" },
  ];
  const decision = stage.forward({ fields: own });
  expect(fieldOf(decision.request.fields, "x-add")).toEqual(["0", "1", "2"]);
  expect(fieldOf(decision.request.fields, "x-gone")).toEqual([]);
  expect(fieldOf(decision.request.fields, "x-late")).toEqual([]);
  const { router, balancer } = stage.routing;
  const back = router.answered(decision, balancer.pick(0, decision)!, response(own));
  expect(fieldOf(back.fields, "x-add")).toEqual(["0", "2"]);
  expect(fieldOf(back.fields, "x-gone")).toEqual([]);
  expect(fieldOf(back.fields, "x-late")).toEqual(["3"]);
});

test("an answer that nobody edits is the same object", () => {
  const stage = new Stage().frontend({ clusterId: "c" }).backend("c", "b");
  const decision = stage.forward();
  const given = response();
  const { router, balancer } = stage.routing;
  expect(router.answered(decision, balancer.pick(0, decision)!, given)).toBe(given);
});

test("H1-HOST: an edited or rewritten host is the one authority, and no field", () => {
  const edited = new Stage().frontend({
    clusterId: "c",
    headers: [{ position: REQUEST, key: "Host", val: "New.test:81" }],
  });
  const { request } = edited.forward();
  expect(request).toMatchObject({
    authority: { host: "new.test", port: 81 },
    authorityText: "new.test:81",
  });
  expect(fieldOf(request.fields, "host")).toEqual([]);
  const rewritten = new Stage().frontend({
    clusterId: "c",
    rewriteHost: "r.test",
    rewritePort: 82,
  });
  expect(rewritten.forward().request.authorityText).toBe("r.test:82");
});

test("an authority that nobody touches goes on as it was written", () => {
  const stage = new Stage().frontend({ clusterId: "c" });
  expect(stage.forward({ host: "A.test:" }).request.authorityText).toBe("A.test:");
});

test("RFC 9112 section 3.3: without a host it is the address that was connected to", () => {
  const stage = new Stage().frontend({ clusterId: "c", hostname: "*" });
  expect(stage.forward({ host: "" }).request.authorityText).toBe("127.0.0.1:80");
});

test.each([
  [{ path: prefix("/a/"), rewritePath: "/b/$PATH[1]" }, "/a/x?y", "/b/x?y"],
  [{ path: prefix("/a"), rewritePath: "$PATH[1]" }, "/abc", "/bc"],
  [{ path: regex("/(\\d+)/(.*)"), rewritePath: "/$PATH[2]/$PATH[1]$PATH[3]" }, "/7/x?y", "/x/7?y"],
  [{ path: prefix("/"), rewritePath: "/all$PATH[0]" }, "/x", "/all/x"],
  [
    { hostname: "/([a-z])(\\d)/.a.test", rewritePath: "/$HOST[2]$HOST[1]/$HOST[0]" },
    "/",
    "/1x/x1.a.test",
  ],
])("a path is rewritten by %j: %s becomes %s", (more, path, wanted) => {
  const stage = new Stage().frontend({ clusterId: "c", ...more });
  const host = "hostname" in more ? "x1.a.test" : "a.test";
  expect(stage.forward({ path, host }).request.path).toBe(wanted);
});

test("a host that a template makes and that is none leaves the host alone", () => {
  const stage = new Stage().frontend({ clusterId: "c", rewriteHost: "$PATH[1]" });
  expect(stage.forward({ path: "/a/b" }).request.authorityText).toBe("a.test");
});

test.each(["$HOST", "$PATH[x]", "$HOST[10]", "/a b", "/a?b", "/ä", "$PATH[1"])(
  "the template %j is refused",
  (text) => {
    expect(readTemplate(text)).toMatchObject({ ok: false });
    expect(() => new Stage().frontend({ clusterId: "c", rewritePath: text })).toThrow();
  },
);

test.each([
  { position: REQUEST, key: "Content-Length", val: "1" },
  { position: REQUEST, key: "transfer-encoding", val: "" },
  { position: RESPONSE, key: "Connection", val: "x" },
  { position: REQUEST, key: "a b", val: "1" },
  { position: REQUEST, key: "", val: "1" },
  { position: REQUEST, key: "a", val: "1\r\nb: 2" },
  { position: REQUEST, key: "host", val: "" },
  { position: REQUEST, key: "host", val: "a/b" },
  { position: BOTH, key: "host", val: "a" },
  { position: 0, key: "a", val: "1" },
  { position: 4, key: "a", val: "1" },
])("the edit %j is refused by the configuration", ({ position, ...edit }) => {
  const header = { position: position as HeaderPosition, ...edit };
  expect(() => new Stage().frontend({ clusterId: "c", headers: [header] })).toThrow();
});

test("RFC 6797: the back end's policy stays unless ours is to replace it; never over cleartext", () => {
  const policy = [{ name: "strict-transport-security", value: "max-age=1" }];
  const values = (
    forceReplaceBackend: boolean,
    fields: readonly HttpField[],
  ): readonly string[] => {
    const hsts = { enabled: true, maxAge: 2, forceReplaceBackend };
    const stage = new Stage().frontend({ clusterId: "c", hsts }, true).backend("c", "b");
    const decision = stage.forward({ scheme: "https" });
    const { router, balancer } = stage.routing;
    const back = router.answered(decision, balancer.pick(0, decision)!, response(fields));
    return fieldOf(back.fields, "strict-transport-security");
  };
  expect(values(false, policy)).toEqual(["max-age=1"]);
  expect(values(true, policy)).toEqual(["max-age=2"]);
  expect(values(false, [])).toEqual(["max-age=2"]);
  expect(() => new Stage().frontend({ hsts: { enabled: true, maxAge: 2 } })).toThrow();
});

test("tags are those of the frontend", () => {
  const stage = new Stage().frontend({ clusterId: "c", tags: { owner: "x", tier: "1" } });
  expect(stage.forward().tags).toEqual(["owner=x", "tier=1"]);
});
