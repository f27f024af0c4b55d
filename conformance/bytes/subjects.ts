// The parsers that can be besieged, by name.
import { frameSubject } from "./frame-subject.ts";
import { hpackSubject } from "./hpack-subject.ts";
import { http1Subject } from "./http1-subject.ts";
import { http2Subject } from "./http2-subject.ts";
import type { Subject, SubjectName } from "./subject.ts";

export const subjects: Readonly<Record<SubjectName, Subject>> = {
  http1: http1Subject,
  http2: http2Subject,
  hpack: hpackSubject,
  frame: frameSubject,
};
