// Over HTTP/2 and back, whatever is said.

import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeRequestHead, encodeResponseHead } from "../http1/encoder.ts";
import type { HttpField } from "../http1/field.ts";
import type { RequestHead } from "../http1/head.ts";
import { RequestParser } from "../http1/request-parser.ts";
import { requestFromHttp1, responseFromHttp1 } from "./from-http1.ts";
import { requestToHttp1, responseToHttp1 } from "./to-http1.ts";
import {
  answerOverHttp2,
  names,
  overHttp2,
  parsedRequest,
  parsedResponse,
} from "./testing/heads.ts";

const length = (value: string): HttpField => ({ name: "content-length", value });
const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9a-z-]{1,12}$/);
const value = fc
  .stringMatching(/^(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]{0,12}[!-~\x80-\xff])?)?$/)
  .filter((text) => text.length < 20);
/** Names that mean something of their own are not what this is about. */
const meaning = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "host",
  "cookie",
  "expect",
]);
const endToEnd = fc.array(fc.record({ name: token.filter((name) => !meaning.has(name)), value }), {
  maxLength: 12,
});
const contentFields = fc.constantFrom<readonly HttpField[]>(
  [],
  [length("0")],
  [length("17")],
  [{ name: "transfer-encoding", value: "chunked" }],
);
const hops = fc.constantFrom<readonly HttpField[]>(
  [],
  [{ name: "connection", value: "close" }],
  [{ name: "keep-alive", value: "9" }],
  [
    { name: "te", value: "trailers" },
    { name: "connection", value: "te" },
  ],
);

test("property: over HTTP/2 and back a request keeps its end-to-end fields and their order", () => {
  const method = fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW");
  const path = fc.stringMatching(/^\/[!$-~]{0,20}$/);
  fc.assert(
    fc.property(
      fc.record({ method, path, fields: endToEnd, content: contentFields, hop: hops }),
      ({ method, path, fields, content, hop }) => {
        const host = { name: "host", value: "Example.org:8080" };
        const sent = encodeRequestHead({ method, target: path }, [
          ...hop,
          host,
          ...fields,
          ...content,
        ]);
        const first = requestFromHttp1(parsedRequest(sent), "http");
        const second = overHttp2(first);
        expect(second).toEqual(first);
        const { line, fields: written, framing } = requestToHttp1(second);
        const got = parsedRequest(encodeRequestHead(line, written));
        expect(got).toMatchObject({ method, target: path, framing });
        const kept = [...fields, ...content];
        const added = got.fields.length > kept.length + 1 ? [length("0")] : [];
        expect(got.fields).toEqual([host, ...kept, ...added]);
      },
    ),
  );
});

test("property: over HTTP/2 and back an answer keeps its end-to-end fields and their order", () => {
  const status = fc.constantFrom(100, 103, 200, 204, 206, 304, 404, 599);
  const method = fc.constantFrom("GET", "HEAD");
  fc.assert(
    fc.property(
      fc.record({ status, method, fields: endToEnd, content: contentFields, hop: hops }),
      ({ status, method, fields, content, hop }) => {
        const sent = encodeResponseHead({ status }, [...hop, ...fields, ...content]);
        const first = responseFromHttp1(parsedResponse(sent, method));
        const second = answerOverHttp2(first, method);
        expect(second).toEqual({ ...first, reason: "" });
        const written = responseToHttp1(second, { method, minor: 1 });
        const got = parsedResponse(encodeResponseHead(written.line, written.fields), method);
        expect(got).toMatchObject({ status, framing: written.framing });
        expect(got.fields.filter(({ name }) => !meaning.has(name))).toEqual(fields);
        expect(names(got.fields).filter((name) => name === "content-length").length).toBeLessThan(
          2,
        );
      },
    ),
  );
});

test("property: whatever the parser accepts as a request can be written as HTTP/2", () => {
  const target = fc.constantFrom("/", "*", "http://A.b?c", "h:1", "https://[::1]:80/d", "/%zz~!");
  const method = fc.constantFrom("GET", "OPTIONS", "CONNECT", "!#$");
  fc.assert(
    fc.property(method, target, endToEnd, hops, (method, target, fields, hop) => {
      const parser = new RequestParser({ tolerance: "normalise" });
      const host = { name: "host", value: "h" };
      parser.push(encodeRequestHead({ method, target }, [...hop, host, ...fields]));
      const event = parser.next();
      fc.pre(event?.kind === "request");
      overHttp2(requestFromHttp1((event as { readonly head: RequestHead }).head, "http"));
    }),
  );
});
