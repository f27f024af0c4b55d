// The cutter against requests in every segmentation, with an upgrade among them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Http1RequestCutter } from "./http1-requests.ts";

const plain = "GET /a HTTP/1.1\r\nx-kakehi: a\r\n\r\n";
const withContent = "POST /b HTTP/1.1\r\nx-kakehi: b\r\ncontent-length: 3\r\n\r\nabc";
const upgrade = "GET /c HTTP/1.1\r\nx-kakehi: c\r\nconnection: upgrade\r\nupgrade: chat\r\n\r\n";

/** Each entry is said behind the answer to what was said before it. */
function labels(said: readonly string[], answers: readonly number[], pieceBytes: number): string[] {
  const found: string[] = [];
  const cutter = new Http1RequestCutter({
    begun: () => undefined,
    head: (_at, { label }) => found.push(label),
    ended: () => undefined,
  });
  said.forEach((text, place) => {
    const bytes = new TextEncoder().encode(text);
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      cutter.push(0, bytes.subarray(from, from + pieceBytes));
    }
    for (const answer of answers.slice(place, place + 1)) cutter.answered(0, answer);
  });
  return found;
}

const pieces = fc.integer({ min: 1, max: 100 });

test("requests are found wherever they are cut", () => {
  fc.assert(
    fc.property(pieces, (pieceBytes) => {
      const found = labels([plain + withContent + plain], [], pieceBytes);
      expect(found).toEqual(["a", "b", "a"]);
    }),
  );
});

test("behind an upgrade there are requests once it was refused, and none otherwise", () => {
  fc.assert(
    fc.property(pieces, fc.constantFrom(100, 101), fc.constantFrom(200, 400), (bytes, open, no) => {
      expect(labels([upgrade, plain], [no], bytes)).toEqual(["c", "a"]);
      expect(labels([upgrade, plain], [open], bytes)).toEqual(["c"]);
      expect(labels([upgrade + plain], [], bytes)).toEqual(["c"]);
      expect(labels([upgrade + plain], [open], bytes)).toEqual(["c"]);
      expect(labels([upgrade + upgrade + plain], [no], bytes)).toEqual(["c", "c"]);
      expect(labels([upgrade + upgrade + plain, ""], [no, no], bytes)).toEqual(["c", "c", "a"]);
    }),
  );
});
