/* global document, DOMParser, EventSource, FormData, fetch */

// Turns the forms into commands, and keeps the list of what is unusual true.
const commands = {
  calm: () => [{ do: "calm" }],
  next: (form, fields) => [
    { do: "next", times: Number(fields.get("times")), fault: JSON.parse(fields.get("fault")) },
  ],
  random: (form, fields) => [
    { do: "random", plan: { seed: Number(fields.get("seed")), faults: sharesOf(form) } },
  ],
  pixel: ({ dataset: { pixel } }, fields) => [
    { do: "token", pixel, state: fields.get("token") },
    { do: "rules", rules: { throttledPixels: throttled(pixel, fields.get("throttled") === "yes") } },
  ],
  speed: (form, fields) => [
    {
      do: "rules",
      rules: {
        requestsPerSecond: numberOrNull(fields.get("requestsPerSecond")),
        pixelRequestsPerSecond: numberOrNull(fields.get("pixelRequestsPerSecond")),
        latencyMs: Number(fields.get("latencyMs")),
      },
    },
  ],
  clock: ({ dataset }) => [{ do: "clock", aheadMs: Number(dataset.ahead) }],
  habits: (form, fields) => [
    {
      do: "rules",
      rules: {
        copiesCode: Number(fields.get("copiesCode")),
        batchIndex: fields.get("batchIndex"),
        refusedEvents: idsIn(fields.get("refusedEvents")).map((eventId) => ({ eventId, field: "event_id" })),
      },
    },
  ],
};

function sharesOf(form) {
  const inputs = [...form.querySelectorAll("input[data-fault]")];
  return inputs
    .map((input) => ({ rate: Number(input.value) / 100, fault: JSON.parse(input.dataset.fault) }))
    .filter(({ rate }) => rate !== 0);
}

function throttled(pixel, isThrottled) {
  const forms = [...document.querySelectorAll("form[data-do=pixel]")];
  return forms
    .filter((form) => (form.dataset.pixel === pixel ? isThrottled : form.elements.throttled.value === "yes"))
    .map((form) => form.dataset.pixel);
}

function numberOrNull(text) {
  return text === "" ? null : Number(text);
}

function idsIn(text) {
  return text
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  void obey(commands[form.dataset.do](form, new FormData(form)));
});

async function obey(list) {
  for (const command of list) {
    const answer = await fetch("/api/control", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(command),
    });
    const complaint = document.querySelector("#complaint");
    complaint.hidden = answer.ok;
    complaint.textContent = answer.ok ? "" : (await answer.json()).error;
    if (!answer.ok) return;
  }
  await redraw();
}

async function redraw() {
  const answer = await fetch("/control").catch(() => undefined);
  if (!answer?.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#state");
  const current = document.querySelector("#state");
  if (next.innerHTML !== current.innerHTML) current.replaceChildren(...next.childNodes);
}

new EventSource("/api/stream").onmessage = () => void redraw();
