/** Where the sandbox ships to, and what shipping and tax cost there. */

/** A country the checkout offers. */
export interface Country {
  code: string;
  name: string;
  /** Shipping in cents. */
  shipping: number;
  shippingTitle: string;
  taxTitle: string;
  /** Share of the discounted price, added on top. Real rates depend on the address; one per country is enough here. */
  taxRate: number;
}

/** Countries in the order the checkout lists them; the first is the default. */
export const countries: readonly Country[] = [
  {
    code: "US",
    name: "United States",
    shipping: 600,
    shippingTitle: "Standard",
    taxTitle: "Sales Tax",
    taxRate: 0.08,
  },
  {
    code: "CA",
    name: "Canada",
    shipping: 1400,
    shippingTitle: "International",
    taxTitle: "GST",
    taxRate: 0.05,
  },
  {
    code: "GB",
    name: "United Kingdom",
    shipping: 1400,
    shippingTitle: "International",
    taxTitle: "VAT",
    taxRate: 0.2,
  },
  {
    code: "DE",
    name: "Germany",
    shipping: 1400,
    shippingTitle: "International",
    taxTitle: "VAT",
    taxRate: 0.19,
  },
  {
    code: "FR",
    name: "France",
    shipping: 1400,
    shippingTitle: "International",
    taxTitle: "VAT",
    taxRate: 0.2,
  },
];

/** The country with this two-letter code, if the shop ships there. */
export function countryByCode(code: string): Country | undefined {
  return countries.find((country) => country.code === code);
}

const usStates =
  "AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware," +
  "DC District of Columbia,FL Florida,GA Georgia,HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas," +
  "KY Kentucky,LA Louisiana,ME Maine,MD Maryland,MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi," +
  "MO Missouri,MT Montana,NE Nebraska,NV Nevada,NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York," +
  "NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,PA Pennsylvania,RI Rhode Island," +
  "SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington," +
  "WV West Virginia,WI Wisconsin,WY Wyoming";

const canadianProvinces =
  "AB Alberta,BC British Columbia,MB Manitoba,NB New Brunswick,NL Newfoundland and Labrador,NS Nova Scotia," +
  "NT Northwest Territories,NU Nunavut,ON Ontario,PE Prince Edward Island,QC Quebec,SK Saskatchewan,YT Yukon";

interface Province {
  name: string;
  code: string | null;
}

/** By code and by name, both in small letters. */
const provincesOf = (list: string): Map<string, Province> =>
  new Map(
    list.split(",").flatMap((entry): [string, Province][] => {
      const province = { code: entry.slice(0, 2), name: entry.slice(3) };
      return [
        [province.code.toLowerCase(), province],
        [province.name.toLowerCase(), province],
      ];
    }),
  );

const provinces = new Map([
  ["US", provincesOf(usStates)],
  ["CA", provincesOf(canadianProvinces)],
]);

/** A province's name and code from either as typed; unknown text stays the name, without a code. */
export function provinceOf(country: string, typed: string): Province {
  const name = typed.trim();
  return provinces.get(country)?.get(name.toLowerCase()) ?? { name, code: null };
}
