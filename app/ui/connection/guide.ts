/** Where TikTok keeps pixels, tokens and test codes. */
export const EVENTS_MANAGER_URL = "https://ads.tiktok.com/i18n/events_manager";

/** Where to find the three values, in the order they are asked for. */
export const WHERE_TO_FIND: readonly { title: string; detail: string }[] = [
  {
    title: "Pixel code",
    detail:
      "In TikTok Events Manager, open your web data source. The code of about 20 letters and digits beside its name is the pixel code.",
  },
  {
    title: "Access token",
    detail:
      "In the same data source, open Settings, find Events API, and choose Generate access token. TikTok shows it once: copy it at once.",
  },
  {
    title: "Test event code",
    detail:
      "In the same data source, open Test Events. The code is shown there, and the test event appears below it within moments.",
  },
];
