/** What pixels are told of the page they run beside. */
import type { Context, Location } from "@shopify/web-pixels-extension";

function place(): Location {
  const { hash, host, hostname, href, origin, pathname, port, protocol, search } = location;
  return { hash, host, hostname, href, origin, pathname, port, protocol, search };
}

/** The page at this moment. */
export function snapshot(): Context {
  const { characterSet, referrer, title } = document;
  const { cookieEnabled, language, languages, userAgent } = navigator;
  const { innerHeight, innerWidth, outerHeight, outerWidth, screenX, screenY, scrollX, scrollY } = window;
  const { height, width } = screen;
  return {
    document: { characterSet, referrer, title, location: place() },
    navigator: { cookieEnabled, language, languages, userAgent },
    window: {
      ...{ innerHeight, innerWidth, outerHeight, outerWidth, screenX, screenY, scrollX, scrollY },
      location: place(),
      origin: window.origin,
      pageXOffset: scrollX,
      pageYOffset: scrollY,
      screen: { height, width },
    },
  };
}
