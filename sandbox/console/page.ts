import { PIXEL_CODE, SHOP_NAME, type Addresses } from "../world.ts";

/** The console's document. Everything that moves is in console.js. */
export function consolePage({ storefront, shopify, tiktok }: Addresses, adminUrl: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Throughline sandbox</title>
<link rel="stylesheet" href="/console.css">
<link rel="icon" href="data:,">
</head>
<body data-admin="${adminUrl}">
<header>
  <h1>Throughline sandbox</h1>
  <nav aria-label="Places">
    <a href="${storefront}/" target="shop">Storefront</a>
    <a href="${adminUrl}" target="_blank">App in the Shopify admin</a>
    <a href="${shopify}/store/northpine-sandbox/orders" target="_blank">Orders</a>
    <a href="${tiktok}/" target="_blank">What TikTok received</a>
  </nav>
</header>
<main>
  <section class="phone" aria-label="The shopper's phone">
    <div class="ad" id="ad">
      <img src="${storefront}/cdn/shop/t/1/assets/hero.svg" alt="">
      <p class="handle">@northpine <span>Sponsored</span></p>
      <p class="caption">Flannel for the first cold morning.</p>
      <button id="click-ad" type="button">Shop now</button>
    </div>
    <iframe name="shop" id="shop" title="${SHOP_NAME}, the shop" hidden></iframe>
  </section>
  <section class="line" aria-label="The line">
    <div class="line-head">
      <h2>The line</h2>
      <button id="again" type="button" class="plain" hidden>Click the ad again</button>
    </div>
    <p id="hint">Click “Shop now” in the ad, accept the cookies, and buy something. Each hop appears here as it happens.</p>
    <ol id="stations"></ol>
    <section id="event" hidden>
      <h2>The event TikTok received</h2>
      <p>Pixel ${PIXEL_CODE}. <a id="receipt" target="_blank">Why every field is what it is</a></p>
      <pre id="event-json" tabindex="0"></pre>
    </section>
  </section>
</main>
<script type="module" src="/console.js"></script>
</body>
</html>`;
}
