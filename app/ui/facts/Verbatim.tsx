import { useState } from "react";
import { useText } from "../frame/use-text.ts";
import { shortened } from "./shorten.ts";
import "./facts.css";

interface VerbatimProps {
  label: string;
  value: string;
}

/** A value exactly as it is. A long one is shown by its ends, and whole on demand. */
export function Verbatim({ label, value }: VerbatimProps) {
  const t = useText();
  const [whole, setWhole] = useState(false);
  const action = whole ? "shorten" : "show";
  const short = shortened(value);
  if (short === undefined) return <code className="verbatim">{value}</code>;
  return (
    <>
      <code className="verbatim">{whole ? value : short}</code>{" "}
      <button
        type="button"
        className="verbatim-toggle"
        aria-expanded={whole}
        aria-label={t(`facts.verbatim.${action}_named`, { label })}
        onClick={() => {
          setWhole(!whole);
        }}
      >
        {t(`facts.verbatim.${action}`)}
      </button>
    </>
  );
}
