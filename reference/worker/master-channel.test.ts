import { expect, test } from "vitest";
import { decodeWorkerResponse, ResponseStatus } from "../../wire/index.ts";
import { Channel } from "../channel/channel.ts";
import { Log } from "../log.ts";
import { RecordingHost } from "../recording-host.ts";
import { accepted } from "./answer.ts";
import { MasterChannel } from "./master-channel.ts";

test("an answer too large for the channel becomes an error under the same id", () => {
  const host = new RecordingHost();
  const link = new MasterChannel(new Channel(host, 1, 256, true), new Log(host, "worker-0"));
  link.answer("7", accepted("x".repeat(240)));
  link.answer("8", accepted("x".repeat(241)));
  link.answer("9", accepted());
  const answers = host.payloads(1).map((payload) => decodeWorkerResponse(payload));
  const seen = answers.map((answer) => answer.ok && [answer.message.id, answer.message.status]);
  expect(seen).toEqual([
    ["7", ResponseStatus.OK],
    ["8", ResponseStatus.FAILURE],
    ["9", ResponseStatus.OK],
  ]);
});
