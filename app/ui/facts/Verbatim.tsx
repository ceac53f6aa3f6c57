import { useState } from "react";
import { shortened } from "./shorten.ts";
import "./facts.css";

interface VerbatimProps {
  label: string;
  value: string;
}

/** A value exactly as it is. A long one is shown by its ends, and whole on demand. */
export function Verbatim({ label, value }: VerbatimProps) {
  const [whole, setWhole] = useState(false);
  const short = shortened(value);
  if (short === undefined) return <code className="verbatim">{value}</code>;
  return (
    <>
      <code className="verbatim">{whole ? value : short}</code>{" "}
      <button
        type="button"
        className="verbatim-toggle"
        aria-expanded={whole}
        aria-label={`${whole ? "Shorten" : "Show all of"} ${label}`}
        onClick={() => {
          setWhole(!whole);
        }}
      >
        {whole ? "Shorten" : "Show all"}
      </button>
    </>
  );
}
