/** Where TikTok keeps pixels, tokens and test codes. */
export const EVENTS_MANAGER_URL = "https://ads.tiktok.com/i18n/events_manager";

/** What is to be found there, in the order it is asked for. */
export const WHERE_TO_FIND = ["pixel_code", "token", "test_code"] as const;
