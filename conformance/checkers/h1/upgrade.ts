// H1-UPGRADE: 101 comes to who asked for another protocol only, and from then on what goes in at one end
// comes out at the other.
import { switchingProtocols } from "../../model/http-codes.ts";
import { statusOf } from "../../model/http1/cut-answers.ts";
import { labelOf, membersOf, type Message } from "../../model/http1/message.ts";
import type { Dialogue } from "./dialogue.ts";
import { type Finding, withStatus } from "./finding.ts";
import type { Direction } from "./traffic.ts";

const rule = "H1-UPGRADE";

/** A client's connection: the first answer that an origin gave as 101, or that came as one. */
export function wanted(
  { requests, finals, answering }: Dialogue,
  tunnels: ReadonlyMap<string, Dialogue>,
): Finding | undefined {
  const place = requests.messages.findIndex((request, index) => {
    const answer = finals[index];
    const isTunnel = answer !== undefined && statusOf(answer) === switchingProtocols;
    return isTunnel || (tunnels.has(labelOf(request)) && !asks(request));
  });
  const request = requests.messages[place];
  const answer = finals[place];
  if (request === undefined || answer === undefined) return undefined;
  const isAsked = asks(request);
  const shown = isAsked
    ? { piece: answering.pieceAt(answer.from), falsified: undefined }
    : withStatus(answering, answer.from, switchingProtocols);
  return {
    rule,
    holds: isAsked || statusOf(answer) !== switchingProtocols,
    what: "a request for no other protocol",
    expected: "no 101",
    actual: `${statusOf(answer)}`,
    ...shown,
  };
}

function asks({ fields }: Message): boolean {
  const isNamed = membersOf(fields, "connection").includes("upgrade");
  return isNamed && membersOf(fields, "upgrade").length > 0;
}

/** Both directions of a tunnel. */
export function* conserved(
  client: Dialogue,
  tunnels: ReadonlyMap<string, Dialogue>,
): Generator<Finding> {
  const place = client.finals.findIndex((final) => statusOf(final) === switchingProtocols);
  const answer = client.finals[place];
  const request = client.requests.messages[place];
  const origin = request === undefined ? undefined : tunnels.get(labelOf(request));
  if (answer === undefined || request === undefined || origin === undefined) return;
  const taken = origin.requests.messages.at(-1)?.to ?? 0;
  const given = origin.finals.at(-1)?.to ?? 0;
  const forth = { from: client.asking, fromPlace: request.to, into: origin.asking };
  yield passed({ ...forth, intoPlace: taken, isCut: isCut(client, origin), to: "origin" });
  const back = { from: origin.answering, fromPlace: given, into: client.answering };
  yield passed({ ...back, intoPlace: answer.to, isCut: isCut(client, origin), to: "client" });
}

/** Whether either end was torn off: then what was on its way may be lost. */
function isCut(client: Dialogue, origin: Dialogue): boolean {
  return [client, origin].some(({ line }) => line.has("resets") || line.has("was-reset"));
}

interface Passage {
  readonly from: Direction;
  readonly fromPlace: number;
  readonly into: Direction;
  readonly intoPlace: number;
  readonly isCut: boolean;
  readonly to: "client" | "origin";
}

function passed({ from, fromPlace, into, intoPlace, isCut, to }: Passage): Finding {
  const sent = from.text.slice(fromPlace);
  const got = into.text.slice(intoPlace);
  const piece = into.pieces.at(-1);
  return {
    rule,
    holds: isCut ? sent.startsWith(got) : sent === got,
    what: `what a tunnel brought to its ${to}`,
    expected: `the ${sent.length} bytes that were sent`,
    actual: got === sent ? "these" : `${got.length} bytes`,
    piece,
    falsified: piece !== undefined && got !== "" ? `${piece.text}?` : undefined,
  };
}
