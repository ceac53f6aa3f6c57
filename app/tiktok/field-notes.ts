/** What each part of a customer's file is, for whoever reads it. The names are those of the file. */
export const FIELD_NOTES: Readonly<Record<string, string>> = {
  "orders[].name": "The order's number in the shop.",
  "orders[].state":
    "kept; erased: the customer's data was erased at Shopify's request; old: the details were removed because of their age; unknown: nothing is stored of this order.",
  "orders[].stored":
    "The order as this app keeps it. It is reduced before it is stored: e-mail address, phone number, names, street and postal code are never written down as they are.",
  "orders[].stored.user.email":
    "SHA-256 of the e-mail address in lower case. The address cannot be read from it.",
  "orders[].stored.user.phone": "SHA-256 of the phone number in international form.",
  "orders[].stored.user.external_id": "SHA-256 of Shopify's number of the customer.",
  "orders[].stored.user.first_name": "SHA-256 of the first name; last_name and zip_code likewise.",
  "orders[].stored.user.city": "City, state and country as in the address, without street.",
  "orders[].stored.user.ip": "The internet address the order was placed from.",
  "orders[].stored.user.user_agent": "What the browser said of itself.",
  "orders[].stored.user.locale": "The language of the checkout.",
  "orders[].stored.click":
    "What the shop's page kept of a click on a TikTok ad, after consent: the click's id, TikTok's cookie, the landing page, when it was, and what the shopper had allowed.",
  "orders[].stored.lines": "What was bought.",
  "orders[].stored.tags": "Fingerprints of the order's tags; customerTags likewise.",
  "orders[].attribution":
    "Which click on an ad the order was found to come from, and what each place that could know said.",
  "orders[].consent":
    "Whether the data may go to TikTok, and on which ground: consent_recorded, consent_not_needed_here, consent_refused, consent_not_recorded or consent_needed_here.",
  "orders[].visit": "Landing pages of the visit, as Shopify told them.",
  "orders[].shared":
    "What went, or was to go, to TikTok (TikTok Information Technologies): one entry for each of the shop's TikTok pixels.",
  "orders[].shared[].event": "The data itself, exactly as it was sent.",
  "orders[].shared[].attempts":
    "When it was sent, and what TikTok answered. Nothing was sent where there is no attempt. delivered means that TikTok took it.",
  "orders[].browser_reports": "What the shopper's browser reported of the checkout.",
};
