import polaris from "@shopify/polaris/locales/en.json" with { type: "json" };
import activity from "./activity.json" with { type: "json" };
import alerts from "./alerts.json" with { type: "json" };
import attribution from "./attribution.json" with { type: "json" };
import click_test from "./click_test.json" with { type: "json" };
import connection from "./connection.json" with { type: "json" };
import coverage from "./coverage.json" with { type: "json" };
import delivery from "./delivery.json" with { type: "json" };
import facts from "./facts.json" with { type: "json" };
import frame from "./frame.json" with { type: "json" };
import landing from "./landing.json" with { type: "json" };
import operator from "./operator.json" with { type: "json" };
import orders from "./orders.json" with { type: "json" };
import home from "./home.json" with { type: "json" };
import receipt from "./receipt.json" with { type: "json" };
import senders from "./senders.json" with { type: "json" };
import settings from "./settings.json" with { type: "json" };

/** Every text of the pages in English: the catalogue the others are translated from. */
export const en = {
  activity,
  alerts,
  attribution,
  click_test,
  connection,
  coverage,
  delivery,
  facts,
  frame,
  home,
  landing,
  operator,
  orders,
  receipt,
  senders,
  settings,
};

/** The texts inside Polaris' own components. */
export { polaris };
