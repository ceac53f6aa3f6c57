import { useText } from "../frame/use-text.ts";
import type { CompareView } from "./compare-view.ts";
import { SettingsTable } from "./parts.tsx";

/** Two shops' settings beside each other. */
export function ComparePage({ view }: { view: CompareView }) {
  const t = useText();
  return (
    <>
      <p className="about">{t("operator.compare.about")}</p>
      <form method="get" action="/operator/compare">
        <ShopField id="one" label={t("operator.compare.one")} value={view.one} />
        <ShopField id="other" label={t("operator.compare.other_shop")} value={view.other} />
        <datalist id="known">
          {view.shops.map((shop) => (
            <option key={shop} value={shop} />
          ))}
        </datalist>
        <button>{t("operator.compare.button")}</button>
      </form>
      {view.result !== undefined && <Result view={view} result={view.result} />}
    </>
  );
}

function ShopField({ id, label, value }: { id: string; label: string; value: string }) {
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        {...{ id, name: id, defaultValue: value, list: "known", maxLength: 255 }}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
    </>
  );
}

function Result({ view, result }: { view: CompareView; result: NonNullable<CompareView["result"]> }) {
  if (result.kind === "problem")
    return (
      <p className="notice" role="alert">
        {result.message}
      </p>
    );
  return (
    <section aria-labelledby="result">
      <h2 id="result">{result.title}</h2>
      {result.lines.length > 0 && <SettingsTable lines={result.lines} columns={[view.one, view.other]} />}
    </section>
  );
}
