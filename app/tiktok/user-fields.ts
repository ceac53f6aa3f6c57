import type { EventUser } from "./event.ts";

/** Every field of the event's `user`: what TikTok can match a purchase on. */
export const USER_FIELDS = [
  ...(["ttclid", "email", "phone", "external_id", "ip", "user_agent", "ttp"] as const),
  ...(["first_name", "last_name", "zip_code", "city", "state", "country", "locale"] as const),
] as const satisfies readonly (keyof EventUser)[];

export type UserField = (typeof USER_FIELDS)[number];
