/** Parts of storefront pages, shaped as Shopify, TikTok and Google write them. */

/** Shopify's list of web pixels: TikTok's app with a pixel, another app, one custom pixel. */
export function webPixelList(code: string, customName = "Google Ads Conversion"): string {
  const entries = [
    { id: "1", configuration: `{"shop":"a.myshopify.com","list":"[1]"}`, type: "APP", apiClientId: 2744533 },
    {
      id: "2",
      configuration: JSON.stringify({ pixelCode: code }),
      eventPayloadVersion: "v1",
      runtimeContext: "STRICT",
      type: "APP",
      apiClientId: 4383523,
      privacyPurposes: ["ANALYTICS", "MARKETING", "SALE_OF_DATA"],
    },
    { id: "3", runtimeContext: "LAX", type: "CUSTOM", name: customName },
    { id: "shopify-app-pixel", configuration: "{}", apiClientId: "shopify-pixel", type: "APP" },
  ];
  return `<script>wpmLoader({shopId: 1,surface: "storefront-renderer",webPixelsConfigList: ${JSON.stringify(entries)},isMerchantRequest: false});</script>`;
}

/** TikTok's script as a merchant pastes it into the theme. */
export function pastedScript(code: string): string {
  return `<script>!function (w, d, t) { w.TiktokAnalyticsObject=t;var ttq=w[t]=w[t]||[];
    ttq.load=function(e,n){var r="https://analytics.tiktok.com/i18n/pixel/events.js";o.src=r+"?sdkid="+e+"&lib="+t};
    ttq.load('${code}'); ttq.page(); }(window, document, 'ttq');</script>`;
}

export function tagManager(id: string): string {
  return `<script>(function(w,d,s,l,i){j.src='https://www.googletagmanager.com/gtm.js?id='+i+dl;})(window,document,'script','dataLayer','${id}');</script>`;
}

export const PRODUCT_LINK = `<a href="/collections/all/products/fjell-merino-tee?variant=1">Fjell</a>`;
