/** The smallest app that can live in the admin's frame, and what it was asked. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface TinyApp {
  url: string;
  /** Set once the double runs: where the stand-in is loaded from. */
  bridge: { url: string };
  /** Every request to `/data`, newest last. */
  asked: { authorization: string | undefined; requestedWith: string | undefined; path: string }[];
  /** Answers the next request to `/data` with a 401 that asks for a retry. */
  refuseNext: () => void;
  close: () => Promise<void>;
}

const NAV = `<ui-nav-menu>
  <a href="/app" rel="home">Home</a><a href="/app/settings">Settings</a><a href="/app/orders">Deliveries</a>
</ui-nav-menu>`;

const FORM = `<form data-save-bar data-discard-confirmation onsubmit="event.preventDefault(); saved.textContent = pixel.value">
  <label>Pixel code <input name="pixel" id="pixel" value="OLD"></label>
</form><p>Saved: <output id="saved"></output></p>`;

const ROUTER = `addEventListener("shopify:navigate", (event) => {
  history.pushState(null, "", event.target.getAttribute("href"));
  document.querySelector("h1").textContent = location.pathname;
});`;

function page(bridge: string, path: string): string {
  return `<!doctype html><title>tiny</title><body style="font: 15px sans-serif; padding: 24px">
    <script src="${bridge}/app-bridge.js" data-api-key="0f1e2d3c4b5a69788796a5b4c3d2e1f0"></script>
    <script>${ROUTER}</script>
    ${NAV}
    <ui-title-bar title="Overview"><button variant="primary" onclick="pressed.textContent = 'sent'">Send test event</button></ui-title-bar>
    <ui-save-bar id="own"><button variant="primary" onclick="shopify.saveBar.hide('own')">Save</button><button>Discard</button></ui-save-bar>
    <h1>${path}</h1>${FORM}<p>Pressed: <output id="pressed"></output></p>
    <a id="theme" href="https://quillwood.myshopify.com/admin/themes/current/editor?context=apps&activateAppId=x/click-capture" target="_top">Activate in the theme</a>
  </body>`;
}

const headerOf = (request: IncomingMessage, name: string) => request.headers[name] as string | undefined;

/** Starts it on a free port. */
export async function startTinyApp(): Promise<TinyApp> {
  const asked: TinyApp["asked"] = [];
  const bridge = { url: "" };
  let refuse = false;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (path === "/auth/session-token") {
      response.setHeader("content-type", "text/html");
      response.end(`<script data-api-key="k" src="${bridge.url}/app-bridge.js"></script>`);
    } else if (path === "/data") {
      const authorization = headerOf(request, "authorization");
      asked.push({ authorization, requestedWith: headerOf(request, "x-requested-with"), path });
      if (refuse) response.writeHead(401, { "x-shopify-retry-invalid-session-request": "1" });
      refuse = false;
      response.end("data");
    } else {
      response.setHeader("content-type", "text/html");
      response.end(page(bridge.url, path));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    bridge,
    asked,
    refuseNext: () => {
      refuse = true;
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
