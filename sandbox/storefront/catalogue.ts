/** What Northpine sells. Prices are cents of the shop's one currency. */

/** The shop's currency, and every buyer's: the sandbox sells in one. */
export const CURRENCY = "USD";

/** One size of a product. */
export interface Variant {
  id: number;
  title: string;
  sku: string;
  /** Cents. */
  price: number;
  grams: number;
  available: boolean;
}

/** A product with at least one variant. */
export interface Product {
  id: number;
  handle: string;
  title: string;
  type: string;
  tagline: string;
  description: string;
  details: string[];
  /** The option all variants differ in: "Size". */
  option: string;
  variants: Variant[];
}

type Sheet = Omit<Product, "id" | "variants"> & {
  code: string;
  price: number;
  grams: number;
  sizes: string[];
  soldOut?: string[];
};

const sheets: Sheet[] = [
  {
    handle: "fjell-merino-tee",
    title: "Fjell Merino Tee",
    type: "Shirts",
    code: "FJT",
    tagline: "Fine merino for warm climbs and cold summits",
    description: "A light shirt that stays fresh for days on the trail and dries while you make coffee.",
    details: ["150 g merino wool", "Flat seams under pack straps", "Machine wash, cold"],
    option: "Size",
    price: 5400,
    grams: 160,
    sizes: ["S", "M", "L", "XL"],
  },
  {
    handle: "ridge-flannel-shirt",
    title: "Ridge Flannel Shirt",
    type: "Shirts",
    code: "RFS",
    tagline: "Brushed on both sides, soft from the first day",
    description: "A flannel with room to move, two chest pockets and a hem that stays tucked.",
    details: ["Organic cotton flannel", "Corozo nut buttons", "Made for layering"],
    option: "Size",
    price: 7800,
    grams: 420,
    sizes: ["S", "M", "L", "XL"],
    soldOut: ["XL"],
  },
  {
    handle: "harbour-overshirt",
    title: "Harbour Overshirt",
    type: "Jackets",
    code: "HOV",
    tagline: "Waxed canvas that grows better with weather",
    description: "Between a shirt and a jacket: wind-proof, lined at the shoulders and easy to mend.",
    details: ["Waxed cotton canvas", "Four outside pockets", "Repair kit included"],
    option: "Size",
    price: 12900,
    grams: 780,
    sizes: ["S", "M", "L"],
  },
  {
    handle: "cairn-beanie",
    title: "Cairn Beanie",
    type: "Accessories",
    code: "CRB",
    tagline: "Rib-knit lambswool, one size, no itch",
    description: "A close beanie with a deep cuff. It fits under a helmet and in a pocket.",
    details: ["Lambswool and recycled nylon", "Knit in one piece", "Hand wash"],
    option: "Size",
    price: 2950,
    grams: 70,
    sizes: ["One size"],
  },
  {
    handle: "tarn-trail-socks",
    title: "Tarn Trail Socks",
    type: "Accessories",
    code: "TTS",
    tagline: "Cushioned where boots press, thin where they do not",
    description: "A pair for long days, with a seamless toe and a cuff that stays up.",
    details: ["Merino and recycled polyamide", "Seamless toe", "Mended free for three years"],
    option: "Size",
    price: 1899,
    grams: 90,
    sizes: ["S", "M", "L"],
  },
];

// Shopify's product and variant ids have these lengths; the values belong to no real shop.
const FIRST_PRODUCT_ID = 8_104_550_100_000;
const FIRST_VARIANT_ID = 45_210_330_000_000;

function toProduct({ code, price, grams, sizes, soldOut, ...rest }: Sheet, index: number): Product {
  const variants = sizes.map((size, position) => ({
    id: FIRST_VARIANT_ID + index * 100 + position,
    title: size,
    sku: `NP-${code}-${size === "One size" ? "OS" : size}`,
    price,
    grams,
    available: soldOut?.includes(size) !== true,
  }));
  return { ...rest, id: FIRST_PRODUCT_ID + index, variants };
}

/** Every product, in the order the home page shows them. */
export const products: readonly Product[] = sheets.map(toProduct);

/** The product with this handle, if there is one. */
export function productByHandle(handle: string): Product | undefined {
  return products.find((product) => product.handle === handle);
}

/** A variant together with its product, looked up by variant id. */
export function variantById(id: number): { product: Product; variant: Variant } | undefined {
  for (const product of products) {
    const variant = product.variants.find((candidate) => candidate.id === id);
    if (variant) return { product, variant };
  }
  return undefined;
}
