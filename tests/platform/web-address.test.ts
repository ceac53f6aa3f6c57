import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { webAddress } from "../../app/platform/web-address.ts";

/** The same by the runtime's own reader. */
function byStandard(written: string) {
  const url = URL.parse(written);
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined;
  return { origin: url.origin, path: url.pathname };
}

describe("a web address", () => {
  it.each([
    ["https://shop.example/products/flannel-shirt?x=1#y", "https://shop.example", "/products/flannel-shirt"],
    ["https://shop.example", "https://shop.example", "/"],
    ["HTTPS://Shop.example:443/A", "https://shop.example", "/A"],
    ["http://shop.example:8080/", "http://shop.example:8080", "/"],
    ["https://user:secret@shop.example/", "https://shop.example", "/"],
    ["https://münchen.example/ü", "https://xn--mnchen-3ya.example", "/%C3%BC"],
    ["https://shop.example/a/../b/./c", "https://shop.example", "/b/c"],
    ["https://1.2.3", "https://1.2.0.3", "/"],
    ["https://shop.0x10", undefined, undefined],
    ["ftp://shop.example/", undefined, undefined],
    ["/products/shirt", undefined, undefined],
    ["https://", undefined, undefined],
    ["", undefined, undefined],
  ])("%j is %j, %j", (written, origin, path) => {
    expect(webAddress(written)).toEqual(origin === undefined ? undefined : { origin, path });
  });

  it("is read as a browser reads it, whatever is written", () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-z0-9-]{1,6}$/),
      fc.stringMatching(/^(?:xn--|XN--|0x|ab--|-|_)?[a-fA-F0-9.%~ü-]{0,5}$/),
    );
    const host = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join("."));
    const scheme = fc.constantFrom("https://", "http://", "Https://", "https:", "https:\\\\", "//", "ws://");
    const tail = fc.oneof(
      fc.stringMatching(/^(?:[/?#][\w./ %?#@:\\-]{0,12})?$/),
      fc.constantFrom("/..", "/a/%2e%2e/b", "\\x", "/é", "/\t", "?\n", "@x.example/", "/a\n"),
    );
    const written = fc.tuple(scheme, host, tail).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(written, fc.webUrl(), fc.string({ unit: "binary" })), (address) => {
        expect(webAddress(address)).toEqual(byStandard(address));
      }),
      { numRuns: 2000 },
    );
  });
});
