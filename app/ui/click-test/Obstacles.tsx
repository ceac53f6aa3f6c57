import { Banner } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import type { EmbedState } from "../home/app-embed.ts";

interface ObstaclesProps {
  pixelActive: boolean;
  embed: EmbedState;
}

/** What will keep the test from succeeding, said before it is tried. */
export function Obstacles({ pixelActive, embed }: ObstaclesProps) {
  const t = useText();
  return (
    <>
      {!pixelActive && (
        <div>
          <Banner
            tone="critical"
            title={t("click_test.no_pixel.title")}
            action={{ content: t("click_test.open_home"), url: "/app" }}
          >
            <p>{t("click_test.no_pixel.advice")}</p>
          </Banner>
        </div>
      )}
      {embed === "off" && (
        <div>
          <Banner
            tone="warning"
            title={t("click_test.embed_off.title")}
            action={{ content: t("click_test.open_home"), url: "/app" }}
          >
            <p>{t("click_test.embed_off.advice")}</p>
          </Banner>
        </div>
      )}
    </>
  );
}
