// The console page: follows the journal and shows the newest click's way along the line.

/** @typedef {{ sequence: number, at: number, name: string, summary: string, detail: Record<string, any> }} Hop */

/** What a person is waiting for, in order; each is fulfilled by the first hop it accepts. */
const STATIONS = [
  { title: "Ad clicked, shop opened", takes: ["page_opened"] },
  { title: "Shopper asked for consent", takes: ["consent_given", "consent_refused"] },
  { title: "Click id written into the cart", takes: ["attributes_written"] },
  { title: "Order placed", takes: ["order_placed"] },
  { title: "Webhook signed and sent", takes: ["webhook_sent"] },
  { title: "Webhook stored and acknowledged", takes: ["webhook_answered"] },
  { title: "Purchase received by TikTok", takes: ["event_received"] },
  { title: "TikTok’s answer", takes: ["event_answered"] },
];

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const [ad, shop, again, stations] = ["ad", "shop", "again", "stations"].map(byId);

/** @type {Hop[]} */
let run = [];
/** Hops before this moment belong to earlier clicks. */
let since = 0;

function clickAd() {
  since = Date.now();
  run = [];
  byId("event").hidden = true;
  ad.hidden = true;
  again.hidden = false;
  shop.hidden = false;
  /** @type {HTMLIFrameElement} */ (shop).src = "/ad";
  draw();
}

byId("click-ad").addEventListener("click", clickAd);
again.addEventListener("click", clickAd);

new EventSource("/hops").addEventListener("message", ({ data }) => {
  /** @type {Hop} */
  const hop = JSON.parse(data);
  if (since === 0 || hop.at < since) return;
  run.push(hop);
  draw();
});

function draw() {
  byId("hint").hidden = run.length > 0 || since === 0 ? since !== 0 : false;
  const start = run[0]?.at ?? 0;
  const open = new Set([...stations.querySelectorAll("details[open]")].map((details) => details.id));
  stations.replaceChildren(...STATIONS.map((station, index) => stationItem(station, index, start, open)));
  drawEvent();
}

function stationItem(station, index, start, open) {
  const hops = run.filter((hop) => station.takes.includes(hop.name));
  const item = document.createElement("li");
  item.className = hops.length === 0 ? "waiting" : hops.some(isBad) ? "bad" : "done";
  const title = document.createElement("h3");
  title.textContent = station.title;
  item.append(title, ...hops.map((hop, count) => hopDetails(hop, start, `hop-${index}-${count}`, open)));
  return item;
}

function hopDetails(hop, start, id, open) {
  const details = document.createElement("details");
  details.id = id;
  details.open = open.has(id);
  const summary = document.createElement("summary");
  const time = document.createElement("time");
  time.textContent = `+${((hop.at - start) / 1000).toFixed(2)} s`;
  summary.append(hop.summary, time);
  const json = document.createElement("pre");
  json.tabIndex = 0;
  json.textContent = JSON.stringify(hop.detail, null, 2);
  details.append(summary, json);
  return details;
}

/** A hop that a person should look at twice. */
function isBad(hop) {
  if (hop.name === "consent_refused") return true;
  if (hop.name === "webhook_answered") return hop.detail.status !== 200;
  return hop.name === "event_answered" && hop.detail.answer?.code !== 0;
}

function drawEvent() {
  const answered = run.findLast((hop) => hop.name === "event_answered" && hop.detail.counted > 0);
  const order = run.findLast((hop) => hop.name === "order_placed")?.detail.order;
  const event = answered?.detail.body?.data?.[0];
  byId("event").hidden = event === undefined;
  if (event === undefined) return;
  byId("event-json").textContent = JSON.stringify(event, null, 2);
  const receipt = /** @type {HTMLAnchorElement} */ (byId("receipt"));
  receipt.href = `${document.body.dataset.admin}/app/orders/${order?.id ?? ""}`;
}

draw();
