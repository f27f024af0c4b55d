// A message of the control channel as a person reads it: one line, and all its fields. It does not judge;
// what cannot be decoded is said to be so.
import { toJson, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { reportBounds } from "../../reports/index.ts";
import {
  decodeRequest,
  decodeResponse,
  decodeWorkerRequest,
  decodeWorkerResponse,
  type Decoded,
  type Request,
  RequestSchema,
  type ResponseContent,
  ResponseSchema,
  type SetMetricDetail,
  WorkerRequestSchema,
  WorkerResponseSchema,
} from "../../wire/index.ts";
import { leaseRequestOf, levelChangeOf, statusOf } from "../observe/facts.ts";
import { levelName } from "../model/level.ts";

/** Who speaks: a client to its master and back, a master to its worker and back. */
export type Language = "request" | "response" | "worker-request" | "worker-response";

export interface MessageText {
  readonly summary: string;
  readonly content: string;
}

/** Characters of one part of a summary. */
const partCharacters = 90;

export function messageText(language: Language, payload: Uint8Array): MessageText {
  switch (language) {
    case "request":
      return told(decodeRequest(payload), RequestSchema, requestSummary);
    case "response":
      return told(decodeResponse(payload), ResponseSchema, responseSummary);
    case "worker-request":
      return told(decodeWorkerRequest(payload), WorkerRequestSchema, ({ id, content }) => {
        return `${cut(id, partCharacters)}: ${content === undefined ? "no content" : requestSummary(content)}`;
      });
    case "worker-response":
      return told(decodeWorkerResponse(payload), WorkerResponseSchema, (message) => {
        return `${cut(message.id, partCharacters)}: ${responseSummary(message)}`;
      });
  }
}

function told<Schema extends DescMessage>(
  decoded: Decoded<MessageShape<Schema>>,
  schema: Schema,
  summary: (message: MessageShape<Schema>) => string,
): MessageText {
  if (decoded.ok) {
    const content = spelledOut(jsonOf(schema, decoded.message), 2);
    return { summary: summary(decoded.message), content };
  }
  return { summary: "a payload that does not decode", content: spelledOut(decoded.fault, 2) };
}

function jsonOf<Schema extends DescMessage>(
  schema: Schema,
  message: MessageShape<Schema>,
): unknown {
  try {
    return toJson(schema, message);
  } catch (error) {
    // Half a surrogate pair, say: it came from outside, and JSON has no word for it.
    return `no JSON form: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function spelledOut(value: unknown, indent: number): string {
  const plain = (_: string, part: unknown): unknown =>
    typeof part === "bigint" ? String(part) : part;
  return cut(JSON.stringify(value, plain, indent), reportBounds.contentCharacters);
}

function requestSummary(request: Request): string {
  const { requestType } = request;
  if (requestType.case === undefined) return "no verb";
  if (requestType.case === "setMetricDetail") return leaseSummary(requestType.value);
  const json = jsonOf(RequestSchema, request);
  const fields = typeof json === "object" && json !== null ? Object.values(json) : [json];
  const text = spelledOut(fields[0], 0);
  return `${requestType.case}${text === "{}" ? "" : ` ${cut(text, partCharacters)}`}`;
}

function leaseSummary(message: SetMetricDetail): string {
  const { clientId, detail, ttlSeconds, clear } = leaseRequestOf(message);
  const id = cut(JSON.stringify(clientId), partCharacters);
  if (clear === true) return `clear ${id}`;
  const level = detail === undefined ? "no level" : levelName(detail);
  return `apply ${id}, ${level}, ${ttlSeconds === undefined ? "no ttl" : `${ttlSeconds} s`}`;
}

interface Answer {
  readonly status: number;
  readonly message: string;
  readonly content?: ResponseContent | undefined;
}

function responseSummary({ status, message, content }: Answer): string {
  const isEvent = content?.contentType.case === "event";
  const parts = [
    isEvent ? "" : statusOf(status).toUpperCase(),
    contentSummary(content),
    message === "" ? "" : cut(JSON.stringify(message), partCharacters),
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function contentSummary(content: ResponseContent | undefined): string {
  const type = content?.contentType;
  if (type?.case === undefined) return "";
  if (type.case === "workerMetricDetailStatus") {
    const { effective, activeLeaseCount } = type.value;
    return `effective ${levelName(effective)}, leases ${activeLeaseCount}`;
  }
  if (type.case === "metricDetailStatus") {
    const { effective, workers } = type.value;
    const each = Object.entries(workers).map(([id, worker]) => {
      return `worker ${id} ${levelName(worker.effective)} with ${worker.activeLeaseCount}`;
    });
    return cut([`effective ${levelName(effective)}`, ...each].join(", "), partCharacters);
  }
  if (type.case === "event") {
    const change = levelChangeOf(type.value);
    if (change === undefined) return "event";
    const { previous, effective, transition } = change;
    return `event ${levelName(previous)} to ${levelName(effective)}, ${transition}`;
  }
  return type.case;
}

export function cut(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters)}…`;
}
