/**
 * Stands in for Shopify's pixel manager: publishes the page's events, and runs the app's pixel in a worker once
 * the visitor allows every purpose it declares. Established: the purposes rule, the worker, the interface, and
 * that events from before consent are replayed. Guesses: a worker that runs goes on after a withdrawal and is
 * told of it; the client id is new on every page.
 */
import { EventType, type RegisterInit } from "@shopify/web-pixels-extension";
import { PAGE_PIXELS_ID, type PagePixels } from "../page-pixels.ts";
import type { CustomerPrivacy, FromWorker, PublishedEvent, ToWorker } from "./messages.ts";
import { snapshot } from "./snapshot.ts";
import { perform } from "./top-frame.ts";

/** The parts of the page's `Shopify` used here; any of them may be missing. */
interface ShopifyOnPage {
  customerPrivacy?: Record<keyof CustomerPrivacy, () => boolean>;
  loadFeatures?: (features: { name: string; version: string }[], loaded: () => void) => void;
}

const shopify = () => (window as { Shopify?: ShopifyOnPage }).Shopify;
const page = JSON.parse(document.getElementById(PAGE_PIXELS_ID)?.textContent ?? "{}") as PagePixels;
const events: PublishedEvent[] = [];
let worker: Worker | undefined;

function consent(): CustomerPrivacy | undefined {
  const api = shopify()?.customerPrivacy;
  return (
    api && {
      analyticsProcessingAllowed: api.analyticsProcessingAllowed(),
      marketingAllowed: api.marketingAllowed(),
      preferencesProcessingAllowed: api.preferencesProcessingAllowed(),
      saleOfDataAllowed: api.saleOfDataAllowed(),
    }
  );
}

/** Every declared purpose must be allowed; what the shop cannot know is not. */
function mayRun(given: CustomerPrivacy | undefined): given is CustomerPrivacy {
  const { analytics, marketing, preferences, saleOfData } = page.pixel.purposes;
  return (
    given !== undefined &&
    (!analytics || given.analyticsProcessingAllowed) &&
    (!marketing || given.marketingAllowed) &&
    (!preferences || given.preferencesProcessingAllowed) &&
    (saleOfData !== "enabled" || given.saleOfDataAllowed)
  );
}

function tell(message: ToWorker): void {
  worker?.postMessage(message);
}

function serve({ call, method, parameters }: FromWorker): void {
  try {
    tell({ kind: "result", call, value: perform(method, parameters) });
  } catch (error) {
    tell({ kind: "failure", call, message: String(error) });
  }
}

function start(customerPrivacy: CustomerPrivacy): void {
  worker = new Worker(page.pixel.worker, { name: "web-pixel-sandbox" });
  worker.onmessage = (message: MessageEvent<FromWorker>) => {
    serve(message.data);
  };
  const data: RegisterInit["data"] = { customer: null, cart: null, shop: page.shop, purchasingCompany: null };
  const init = { context: snapshot(), data, customerPrivacy };
  tell({ kind: "start", init, settings: page.pixel.settings });
  for (const event of events) tell({ kind: "event", event });
}

function decide(): void {
  const given = consent();
  if (worker && given) tell({ kind: "consent", customerPrivacy: given });
  else if (mayRun(given)) start(given);
}

function publish(event: Pick<PublishedEvent, "name" | "data">): void {
  events.push({
    ...event,
    id: `sh-${crypto.randomUUID()}`,
    clientId: crypto.randomUUID(),
    timestamp: new Date().toISOString(),
    seq: events.length + 1,
    type: EventType.Standard,
    context: snapshot(),
  } as PublishedEvent);
}

publish({ name: "page_viewed", data: {} });
if (page.published) publish({ name: page.published.name, data: { checkout: page.published.checkout } });

document.addEventListener("visitorConsentCollected", decide);
shopify()?.loadFeatures?.([{ name: "consent-tracking-api", version: "0.1" }], decide);
