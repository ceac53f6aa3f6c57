/** The names, credentials and addresses of the sandbox's world. Nothing here is secret: it all exists on this machine only. */
export const SHOP = "northpine-sandbox.myshopify.com";
export const SHOP_NAME = "Northpine";
/** The shop's handle in the admin: admin.shopify.com/store/{handle}. */
export const SHOP_HANDLE = "northpine-sandbox";

export const API_KEY = "5a2d0b6c1f7e48c39e0d7b61aa42f901";
export const API_SECRET = "sandbox-secret-0f3b8c1d5e7a49628bd4";
/** 32 bytes, base64. */
export const ENCRYPTION_KEY = "c2FuZGJveC1vbmx5LWtleS0zMi1ieXRlcy1sb25nISE=";

export const PIXEL_CODE = "CSANDBOX0PIXEL0CODE0";
export const TIKTOK_ACCESS_TOKEN = "sandbox-events-api-token-7d1f0a93c5b24e68";

/** The operator's app at TikTok for Business. */
export const TIKTOK_APP_ID = "7480000000000000001";
export const TIKTOK_APP_SECRET = "sandbox-tiktok-app-secret-5c0e7b1d";

/** The ad accounts that TikTok's consent page offers. */
export const AD_ACCOUNTS = [
  {
    id: "7111000000000000001",
    name: "Northpine Europe",
    pixels: [
      { code: PIXEL_CODE, name: "Northpine web" },
      { code: "CSANDBOX0PIXEL0CODE1", name: "Northpine outlet" },
      { code: "CSANDBOX0PIXEL0CODE2", name: "Former agency", relation: "UNBOUND" },
    ],
  },
  { id: "7111000000000000002", name: "Northpine US", pixels: [] },
] as const;

/** Offsets from the first port: five servers side by side. */
export interface Addresses {
  console: string;
  storefront: string;
  shopify: string;
  tiktok: string;
  app: string;
}

/** The sandbox's five origins, on consecutive loopback ports from `firstPort`. */
export function addresses(firstPort: number): Addresses {
  const at = (offset: number) => `http://localhost:${firstPort + offset}`;
  return { console: at(0), storefront: at(1), shopify: at(2), tiktok: at(3), app: at(4) };
}
