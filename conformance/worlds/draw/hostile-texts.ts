// Texts of HTTP/1 that are no request, or not all of one. `@label` and `@host` stand for what the exchange
// gets when it is composed; `more` follows a moment later.
import type { Asking } from "./plan.ts";

type Said = Asking & { readonly kind: "say" };

const head = "host: @host\r\nx-kakehi: @label\r\n";
const chunked = `POST / HTTP/1.1\r\n${head}transfer-encoding: chunked\r\n\r\n`;

export const malformedTexts: readonly Said[] = [
  { kind: "say", text: "no request at all\r\n\r\n" },
  { kind: "say", text: `GET / HTTP/1.1\r\n${head} folded: yes\r\n\r\n` },
  { kind: "say", text: `GET / HTTP/1.1\r\n${head}host: @host\r\n\r\n` },
  { kind: "say", text: `POST / HTTP/1.1\r\n${head}content-length : 5\r\n\r\nhello` },
  {
    kind: "say",
    text: `POST / HTTP/1.1\r\n${head}content-length: 5\r\ncontent-length: 6\r\n\r\nhello!`,
  },
  {
    kind: "say",
    text: `POST / HTTP/1.1\r\n${head}transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n`,
  },
  { kind: "say", text: `GET / HTTP/1.1\r\n${head}x-note: a\u0000b\r\n\r\n` },
  { kind: "say", text: `${chunked}zz\r\nhello\r\n0\r\n\r\n` },
  { kind: "say", text: `${chunked}5\r\nhello\r\n`, more: "zz\r\n" },
  { kind: "say", text: `${chunked}5\r\nhello\r\n`, more: "5\r\nagainXX" },
  { kind: "say", text: "GET / HTTP/1.1\r\nx-kakehi: @label\r\nhost: a b\r\n\r\n" },
  { kind: "say", text: "GET / HTTP/1.1\r\nx-kakehi: @label\r\n\r\n" },
];

/** The rest comes a moment later, or never. */
export const partialTexts: readonly Said[] = [
  { kind: "say", text: "" },
  { kind: "say", text: `GET / HTTP/1.1\r\n${head}` },
  { kind: "say", text: "GET / HT" },
  { kind: "say", text: `GET / HTTP/1.1\r\n${head}`, more: "x-more: 1\r\n\r\n" },
  { kind: "say", text: `POST / HTTP/1.1\r\n${head}content-length: 10\r\n\r\nhel`, more: "lohello" },
  { kind: "say", text: `POST / HTTP/1.1\r\n${head}content-length: 10\r\n\r\nhel` },
];
