// H1-KEEPALIVE: a connection on which everything was answered brings nothing more, least of all a 408.
import { switchingProtocols } from "../../model/http-codes.ts";
import { statusOf } from "../../model/http1/cut-answers.ts";
import { type Message, valuesOf } from "../../model/http1/message.ts";
import { begunCount, type Dialogue } from "./dialogue.ts";
import type { Finding } from "./finding.ts";

const unasked = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/** Behind an answer that ends with its connection anything would be its content. */
function saysItsEnd({ isWhole, fields }: Message): boolean {
  const isTold = ["content-length", "transfer-encoding"].some(
    (name) => valuesOf(fields, name).length > 0,
  );
  return isWhole && isTold;
}

/** A client's connection that served a request at least, and has ended. */
export function silent(dialogue: Dialogue): Finding | undefined {
  const { line, requests, finals, answers, answering } = dialogue;
  if (requests.messages.length === 0 || !line.isOver) return undefined;
  if (finals.some((final) => statusOf(final) === switchingProtocols)) return undefined;
  const begun = begunCount(dialogue);
  const piece = answering.pieces.at(-1);
  const last = finals.at(-1);
  const isQuiet = last !== undefined && saysItsEnd(last) && finals.length === begun;
  // Who was refused has nothing more to hear either, but that is another rule's.
  const isShown = isQuiet && requests.flaw === undefined;
  return {
    rule: "H1-KEEPALIVE",
    holds: finals.length <= begun && (answers.rest === "" || !isQuiet),
    what: "a connection that was kept",
    expected: `${begun} answers and nothing more`,
    actual: `${finals.map(statusOf).join(", ")}${answers.rest === "" ? "" : " and more"}`,
    piece,
    falsified: isShown && piece !== undefined ? piece.text + unasked : undefined,
  };
}
