// One text for one meaning: messages whose fields have the same values, present or by default, have
// the same text, and fields that the schema does not know count as they came.
import type { DescField } from "@bufbuild/protobuf";
import { reflect, type ReflectMessage } from "@bufbuild/protobuf/reflect";
import { RequestSchema, type Request } from "../../../wire/index.ts";

export function canonicalRequest(request: Request): string {
  return canonical(reflect(RequestSchema, request));
}

function canonical(message: ReflectMessage): string {
  // Each choice is asked once what it holds: a request is one of some fifty.
  const chosen = message.oneofs.map((oneof) => message.oneofCase(oneof));
  const parts = message.fields
    .filter((field) => field.oneof === undefined || chosen.includes(field))
    .map((field) => `${field.number}:${fieldText(message, field)}`);
  const unknown = [...(message.getUnknown() ?? [])].sort((left, right) => left.no - right.no);
  const foreign = unknown.map(({ no, data }) => `${no}#${Buffer.from(data).toString("hex")}`);
  return `{${[...parts, ...foreign].join(",")}}`;
}

function fieldText(message: ReflectMessage, field: DescField): string {
  switch (field.fieldKind) {
    case "message":
      return message.isSet(field) ? canonical(message.get(field)) : "-";
    case "list":
      return `[${[...message.get(field)].map(String).join("|")}]`;
    case "map": {
      const rows = [...message.get(field)].map((row) => JSON.stringify(row.map(String)));
      return `(${rows.sort().join("|")})`;
    }
    case "enum":
    case "scalar":
      return JSON.stringify(String(message.get(field)));
  }
}
