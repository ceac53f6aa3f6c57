/** Queries of landing pages, for whoever reads a click id in a browser: the storefront script and the web pixel. */

/** What it is, the query, and the click id that is kept. */
export const KEPT: [what: string, query: string, clickId: string][] = [
  ["an ordinary one", "?ttclid=E.C.P.aBcDeF-_0", "E.C.P.aBcDeF-_0"],
  ["one among other parameters", "?a=1&ttclid=abc&b=2", "abc"],
  ["a plus sign as it is", "?ttclid=a+b", "a+b"],
  ["percent-encoded characters, decoded once", "?ttclid=a%2Bb%2Fc%3Dd%26e%3Ff", "a+b/c=d&e?f"],
  ["a percent sign that was encoded itself", "?ttclid=a%252Bb", "a%2Bb"],
  ["1,024 characters", `?ttclid=${"x".repeat(1024)}`, "x".repeat(1024)],
  ["the first of two", "?ttclid=first&ttclid=second", "first"],
  ["one that only contains the macro's name", "?ttclid=E.C.P.__CLICKID__", "E.C.P.__CLICKID__"],
];

/** What it is, and the query of which nothing is kept. */
export const LEFT_ALONE: [what: string, query: string][] = [
  ["none", ""],
  ["empty", "?ttclid="],
  ["without a value", "?ttclid"],
  ["another parameter that ends alike", "?xttclid=abc"],
  ["in capitals", "?TTCLID=abc"],
  ["blank", "?ttclid=%20"],
  ["1,025 characters", `?ttclid=${"x".repeat(1025)}`],
  ["a line feed", "?ttclid=a%0Ab"],
  ["a null character", "?ttclid=a%00b"],
  ["a delete character", "?ttclid=a%7Fb"],
  ["a C1 control character", "?ttclid=a%C2%85b"],
  ["TikTok's macro, not filled in", "?ttclid=__CLICKID__"],
  ["the macro in its older form", "?ttclid=_CLICKID_"],
  ["the macro in lower case", "?ttclid=__clickid__"],
  ["a template placeholder", "?ttclid={{clickid}}"],
  ["an encoded template placeholder", "?ttclid=%7B%7Bclickid%7D%7D"],
  ["broken percent-encoding", "?ttclid=100%"],
  ["bytes that are not UTF-8", "?ttclid=%FF"],
];
