import { Banner } from "@shopify/polaris";
import type { EmbedState } from "../home/app-embed.ts";

interface ObstaclesProps {
  pixelActive: boolean;
  embed: EmbedState;
}

/** What will keep the test from succeeding, said before it is tried. */
export function Obstacles({ pixelActive, embed }: ObstaclesProps) {
  return (
    <>
      {!pixelActive && (
        <div>
          <Banner
            tone="critical"
            title="The web pixel is not active"
            action={{ content: "Open Home", url: "/app" }}
          >
            <p>It reports what arrives, so this page would stay empty. Activate it on Home first.</p>
          </Banner>
        </div>
      )}
      {embed === "off" && (
        <div>
          <Banner
            tone="warning"
            title="The app embed is off in your theme"
            action={{ content: "Open Home", url: "/app" }}
          >
            <p>Neither the cart nor a line item can carry the click id. Home has the way to turn it on.</p>
          </Banner>
        </div>
      )}
    </>
  );
}
