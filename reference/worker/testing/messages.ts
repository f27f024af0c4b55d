// Messages as tests send them.

export const get = (path = "/", more = ""): string =>
  `GET ${path} HTTP/1.1\r\nHost: h\r\n${more}\r\n`;

/** With a length, unless `more` has one already. */
export const post = (path: string, body: string, more = ""): string => {
  const length = more.includes("Content-Length") ? "" : `Content-Length: ${body.length}\r\n`;
  return `POST ${path} HTTP/1.1\r\nHost: h\r\n${more}${length}\r\n${body}`;
};

export const chunked = (method: string, chunks: readonly string[], trailer: string): string =>
  `${method} / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n${chunks
    .map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
    .join("")}0\r\n${trailer}\r\n\r\n`;

export const ok = (body: string): string =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
