// The checker's own reading of HTTP/1, held against texts made here.
import fc from "fast-check";
import { expect, test } from "vitest";
import { cutAnswers, isFinal } from "./cut-answers.ts";
import { cutRequests } from "./cut-requests.ts";
import { labelOf } from "./message.ts";

const never = (): boolean => false;
const token = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
const body = fc.stringMatching(/^[ -~\r\n]{0,40}$/);
const message = fc.record({ label: token, body, isChunked: fc.boolean() });

interface Made {
  readonly label: string;
  readonly body: string;
  readonly isChunked: boolean;
}

function contentOf({ label, body: content, isChunked }: Made): string {
  const size = content.length;
  const chunk = size === 0 ? "" : `${size.toString(16)}\r\n${content}\r\n`;
  return isChunked
    ? `x-kakehi: ${label}\r\ntransfer-encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`
    : `x-kakehi: ${label}\r\ncontent-length: ${size}\r\n\r\n${content}`;
}

test("requests are cut where they were joined, and every beginning of them is no flaw", () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 4 }), fc.nat(), (made, cut) => {
      const text = made.map((one) => `POST /a HTTP/1.1\r\nhost: a\r\n${contentOf(one)}`).join("");
      const { messages, flaw, rest } = cutRequests(text, never);
      expect([flaw, rest]).toEqual([undefined, ""]);
      expect(messages.map((one) => [labelOf(one), one.body, one.isWhole])).toEqual(
        made.map((one) => [one.label, one.body, true]),
      );
      expect(cutRequests(text.slice(0, cut % (text.length + 1)), never).flaw).toBeUndefined();
    }),
  );
});

test("answers are cut where they were joined, interim ones among them", () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 4 }), (made) => {
      const text = made
        .map((one) => `HTTP/1.1 103 Hint\r\n\r\nHTTP/1.1 200 OK\r\n${contentOf(one)}`)
        .join("");
      const { messages, rest } = cutAnswers(text, []);
      expect(rest).toBe("");
      expect(messages.filter(isFinal).map((one) => [labelOf(one), one.body])).toEqual(
        made.map((one) => [one.label, one.body]),
      );
      expect(messages).toHaveLength(2 * made.length);
    }),
  );
});

const head = "POST / HTTP/1.1\r\nhost: a\r\n";

test.each([
  [`${head}content-length: 1\r\ncontent-length: 2\r\n\r\nab`, "refuse"],
  [`${head}content-length: 1, 2\r\n\r\nab`, "refuse"],
  [`${head}content-length: +1\r\n\r\na`, "refuse"],
  [`${head}content-length: 1\r\ncontent-length: 1\r\n\r\na`, "choose"],
  [`${head}transfer-encoding: xchunked\r\n\r\n`, "refuse-coding"],
  [`${head}transfer-encoding: chunked, identity\r\n\r\n`, "refuse-coding"],
  [`${head}transfer-encoding:\r\n\r\n`, "refuse-coding"],
  [`${head}transfer-encoding: chunked\r\ncontent-length: 1\r\n\r\n`, "choose"],
  ["POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", "choose"],
  [`${head}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, "choose"],
  [`${head}transfer-encoding: chunked\r\n\r\n0x1\r\na\r\n`, "refuse"],
  [`${head}transfer-encoding: chunked\r\n\r\n+1\r\na\r\n`, "refuse"],
  [`${head}transfer-encoding: chunked\r\n\r\n10000000000000001\r\na\r\n`, "refuse"],
  [`${head}transfer-encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n`, "refuse"],
  [`${head}transfer-encoding: chunked\r\n\r\n1;x=y\r\na\r\n0\r\n\r\n`, "choose"],
  [`${head}x : y\r\n\r\n`, "refuse"],
  [`${head}: y\r\n\r\n`, "refuse"],
  [`${head}x(: y\r\n\r\n`, "refuse"],
  [`${head}words\r\n\r\n`, "refuse"],
  [`${head}x: a\0b\r\n\r\n`, "refuse"],
  [`${head}x: a\r\n b\r\n\r\n`, "choose"],
  [`${head}x: a\nb: c\r\n\r\n`, "choose"],
  [`${head}x: a\rb\r\n\r\n`, "choose"],
  ["POST / HTTP/1.1\r\n x: a\r\n\r\n", "refuse"],
  ["GET  / HTTP/1.1\r\n\r\n", "choose"],
])("%j is to %s", (text, duty) => {
  expect(cutRequests(text, never).flaw?.duty).toBe(duty);
});

test("behind what ends a connection nothing is a request", () => {
  const next = "GET /next HTTP/1.1\r\nhost: a\r\n\r\n";
  const last = "GET / HTTP/1.1\r\nhost: a\r\nconnection: x, Close\r\n\r\n";
  const old = "GET / HTTP/1.0\r\n\r\n";
  for (const text of [last, old]) {
    expect(cutRequests(text + next, never)).toMatchObject({ rest: next, messages: [{}] });
  }
  expect(cutRequests(next + next, (place) => place === 0).rest).toBe(next);
});
