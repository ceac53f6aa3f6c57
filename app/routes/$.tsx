import { PlainPage } from "../ui/frame/PlainPage.tsx";
import { useText } from "../ui/frame/use-text.ts";

/** Whoever looks for what is not here, scanners mostly: without Shopify, without the database. */
export function loader(): Response {
  return Response.json(null, { status: 404 });
}

/** Every address that is neither the app's nor the operator's. */
export default function UnknownAddress() {
  const t = useText();
  return (
    <PlainPage title={t("frame.broken.no_page.title")}>
      <p>{t("frame.broken.no_page.explanation")}</p>
    </PlainPage>
  );
}
