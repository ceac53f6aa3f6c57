import type { Fact } from "./fact.ts";
import { Verbatim } from "./Verbatim.tsx";
import "./facts.css";

/** Labels and values, in two columns where there is room. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(({ label, value, verbatim }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{verbatim === true ? <Verbatim label={label} value={value} /> : value}</dd>
        </div>
      ))}
    </dl>
  );
}
