// Where frontends send those who ask for them, in parts.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { RedirectPolicy, RedirectScheme, RequestHttpFrontendSchema } from "../../../wire/index.ts";
import { redirectOf, strangeRedirect } from "./redirects.ts";

type Frontend = MessageInitShape<typeof RequestHttpFrontendSchema>;

const cluster = { id: "c", http2: false, backends: [], isHttpsOnly: false, httpsPort: 9443 };
const path = { kind: "prefix", value: "/old/" } as const;
const whole = { isLabelKept: false, text: "" };

function redirected(frontend: Frontend, own: "http" | "https", isHttpsOnly = false): unknown {
  const message = create(RequestHttpFrontendSchema, frontend);
  return redirectOf(message, { own, cluster: { ...cluster, isHttpsOnly }, path });
}

const { PERMANENT, FOUND } = RedirectPolicy;

test.each<[string, Frontend, object]>([
  [
    "of another status keeps all",
    { redirect: FOUND },
    { status: 302, scheme: "http", host: whole, port: "as asked", path: "as asked" },
  ],
  [
    "to another scheme has the port of the cluster",
    { redirect: PERMANENT, redirectScheme: RedirectScheme.USE_HTTPS },
    { status: 301, scheme: "https", port: 9443 },
  ],
  [
    "to a port has that one",
    { redirect: PERMANENT, redirectScheme: RedirectScheme.USE_HTTPS, rewritePort: 8443 },
    { port: 8443 },
  ],
  [
    "to a host may keep the first label",
    { redirect: PERMANENT, rewriteHost: "$HOST[1].c.example" },
    { host: { isLabelKept: true, text: ".c.example" } },
  ],
  [
    "to a path may keep the rest",
    { redirect: FOUND, rewritePath: "/new/$PATH[1]" },
    { path: { insteadOf: "/old/", text: "/new/" } },
  ],
  [
    "to a path may keep nothing",
    { redirect: FOUND, rewritePath: "/new" },
    { path: { insteadOf: undefined, text: "/new" } },
  ],
])("a redirect %s", (_, frontend, parts) => {
  expect(redirected(frontend, "http")).toMatchObject(parts);
});

test("a cluster over TLS alone sends everybody there who asks in the clear", () => {
  expect(redirected({}, "http", true)).toMatchObject({ status: 301, scheme: "https", port: 9443 });
  expect(redirected({}, "https", true)).toBeUndefined();
  expect(redirected({}, "http")).toBeUndefined();
});

test.each<[string, Frontend, RegExp]>([
  ["a second part of a path", { redirect: FOUND, rewritePath: "/$PATH[2]" }, /such redirects/],
  ["a label of a plain host", { redirect: FOUND, rewriteHost: "$HOST[1].b" }, /such redirects/],
  ["another name for what is sent on", { rewriteHost: "b.example" }, /rewritten requests/],
])("nobody else has words for %s", (_, frontend, why) => {
  const message = create(RequestHttpFrontendSchema, { hostname: "a.example", ...frontend });
  expect(strangeRedirect(message, path)).toMatch(why);
});
