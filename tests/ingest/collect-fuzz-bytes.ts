import { CANARY, type Body, type Change, type Member, type Shape } from "./collect-fuzz-body.ts";

/** A hint as the web pixel posts it. */
function goodHint(token: string): Member[] {
  const members = {
    ...{ v: 1, token, event: "checkout_completed", id: `${CANARY}-event`, checkout: `${CANARY}-checkout` },
    ...{ order: "5001", ttclid: `E.C.P.${CANARY}`, clicked: 1795255200, ttp: `${CANARY}-ttp` },
    ...{ page: `https://${CANARY}.example/checkouts/cn/x`, ua: `Mozilla/5.0 (${CANARY})`, carried: ["cart"] },
    at: 1795255290,
  };
  return Object.entries(members).map(([name, one]) => ({ key: name, json: JSON.stringify(one) }));
}

/** The bytes of a body. */
export function bodyBytes({ token, changes, shape }: Body): Buffer {
  let members = goodHint(token);
  for (const one of changes) members = changed(members, one);
  const text = `{${members.map((member) => `${JSON.stringify(member.key)}:${member.json}`).join(",")}}`;
  return shaped(text, shape);
}

function changed(members: Member[], one: Change): Member[] {
  switch (one.kind) {
    case "set":
      return members.map((member) => (member.key === one.key ? one : member));
    case "before":
      return [one, ...members];
    case "after":
      return [...members, one];
    case "drop":
      return members.filter((member) => member.key !== one.key);
    case "rename":
      return members.map((member) => (member.key === one.key ? { ...member, key: one.to } : member));
  }
}

function shaped(text: string, shape: Shape): Buffer {
  switch (shape.kind) {
    case "object":
      return Buffer.from(text);
    case "array":
      return Buffer.from(`[${text}]`);
    case "text":
      return Buffer.from(JSON.stringify(text));
    case "bom":
      return Buffer.from(`\ufeff${text}`);
    case "utf16":
      return Buffer.from(text, "utf16le");
    case "trailing":
      return Buffer.from(`${text}{}`);
    case "empty":
      return Buffer.alloc(0);
    case "cut":
      return Buffer.from(text).subarray(0, shape.at);
    case "raw":
      return Buffer.from(shape.text);
    case "bytes": {
      const bytes = Buffer.from(text);
      return Buffer.concat([bytes.subarray(0, shape.at), Buffer.from(shape.bytes), bytes.subarray(shape.at)]);
    }
    case "padded": {
      const missing = Math.max(0, shape.to - Buffer.byteLength(text));
      if (!shape.inside) return Buffer.from(" ".repeat(missing) + text);
      const filler = `,"x":"${"x".repeat(Math.max(0, missing - 7))}"}`;
      return Buffer.from(text.slice(0, -1) + filler);
    }
  }
}
