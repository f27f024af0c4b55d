// A Request of the schema around one verb.

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type Request, RequestSchema } from "../../../wire/index.ts";

export type Verb = NonNullable<MessageInitShape<typeof RequestSchema>["requestType"]>;

export function requestOf(verb: Verb): Request {
  return create(RequestSchema, { requestType: verb });
}
