import type { ReactNode } from "react";
import "./plain-page.css";

interface PlainPageProps {
  title: string;
  children: ReactNode;
}

/** A page outside of Shopify's frame, where there is neither Polaris nor App Bridge. */
export function PlainPage({ title, children }: PlainPageProps) {
  return (
    <main className="plain-page">
      <p className="plain-page-name">Throughline</p>
      <h1>{title}</h1>
      {children}
    </main>
  );
}
