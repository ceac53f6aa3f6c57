/* global document, DOMParser, EventSource, fetch, setTimeout */

// Redraws the list when something arrives, and keeps open what the reader opened.
let drawing = false;
let stale = false;

async function redraw() {
  stale = true;
  if (drawing) return;
  drawing = true;
  while (stale) {
    stale = false;
    const answer = await fetch("/").catch(() => undefined);
    if (answer?.ok) show(await answer.text());
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  drawing = false;
}

function show(html) {
  const next = new DOMParser().parseFromString(html, "text/html").querySelector("#received");
  const current = document.querySelector("#received");
  if (!next || !current) return;
  for (const row of next.querySelectorAll("details")) {
    const before = document.getElementById(row.id);
    if (before) row.open = before.open;
    else row.classList.add("fresh");
  }
  const focused = document.activeElement?.closest("details")?.id;
  current.replaceWith(next);
  if (focused) document.getElementById(focused)?.querySelector("summary")?.focus();
}

// Also when nothing arrived: somebody may have turned a knob.
new EventSource("/api/stream").onmessage = () => void redraw();
