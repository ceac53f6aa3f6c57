import { useEffect, useRef, useState } from "react";

/** As long as somebody goes on typing nothing is asked for. */
const PAUSE_MS = 400;

/** What is being typed, and what was asked for after a pause. */
export function useSearch(
  asked: string,
  ask: (text: string) => void,
): { text: string; type(text: string): void; clear(): void } {
  const [text, setText] = useState(asked);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const known = useRef(asked);

  // The address changed by another way: a tab, or back.
  useEffect(() => {
    if (asked === known.current) return;
    known.current = asked;
    setText(asked);
  }, [asked]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );

  const submit = (next: string) => {
    known.current = next.trim();
    ask(next.trim());
  };
  return {
    text,
    type(next) {
      setText(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(submit, PAUSE_MS, next);
    },
    clear() {
      clearTimeout(timer.current);
      setText("");
      submit("");
    },
  };
}
