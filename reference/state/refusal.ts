// How a verb is refused: a text of our own wording that names what is wrong and stays short, however
// long what it quotes is.

import { getTextEncoding } from "@bufbuild/protobuf/wire";
import { create, encodeRequest, RequestSchema, type Request } from "../../wire/index.ts";
import { idBytesMax, quotedLengthMax } from "./bounds.ts";

type RequestType = Request["requestType"];

/** What stops a verb; thrown inside this folder only, a refused verb is an answer outside. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** What was asked for is there, exactly so: an error for an operator, none for a state file. */
  readonly isAlreadySo: boolean;

  constructor(text: string, isAlreadySo: boolean) {
    super(text);
    this.isAlreadySo = isAlreadySo;
  }
}

export function refuse(text: string): never {
  throw new Refusal(text, false);
}

/** For what cannot be there twice. */
export function refuseSecond(text: string, there: RequestType, added: RequestType): never {
  throw new Refusal(text, bytesOf(there) === bytesOf(added));
}

function bytesOf(requestType: RequestType): string {
  return encodeRequest(create(RequestSchema, { requestType })).join();
}

/** In quotation marks, cut, and free of characters that a terminal would obey. */
export function quoted(text: string): string {
  const points = Array.from(text.slice(0, 2 * quotedLengthMax));
  const shown = points.slice(0, quotedLengthMax).join("");
  return JSON.stringify(shown === text ? shown : `${shown}…`);
}

/** Ids name things to people and in metrics: they are there, and of reasonable length. */
export function checkedId(what: string, id: string): string {
  if (id === "") refuse(`the ${what} is missing`);
  const length = getTextEncoding().encodeUtf8(id).length;
  if (length > idBytesMax) refuse(`the ${what} is ${length} bytes long, at most ${idBytesMax} fit`);
  return id;
}
