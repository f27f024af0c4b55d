import type { Family } from "../family.ts";
import { AnnouncementChecker } from "./announcement-checker.ts";
import { DeliveryChecker } from "./delivery-checker.ts";

export const eventFamily: Family = {
  name: "EVENT",
  rules: [
    "EVENT-ON-CHANGE",
    "EVENT-CONTENT",
    "EVENT-NO-NOOP",
    "EVENT-CHAIN",
    "EVENT-EXPIRY",
    "EVENT-PROMPT",
    "EVENT-UNSUBSCRIBED",
    "EVENT-SLOW-SUBSCRIBER",
  ],
  effects: (context) => [
    new AnnouncementChecker(context),
    ...(context.hasMaster ? [new DeliveryChecker(context)] : []),
  ],
};
