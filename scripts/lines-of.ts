/** Stands for a line that is longer than any order. */
export const TOO_LONG: unique symbol = Symbol("a line that is too long");

export type Line = string | typeof TOO_LONG;

/** Shopify's largest orders have a few megabytes. */
const LONGEST_LINE = 32 * 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * The lines of a stream, those of one chunk together, blank ones left out. Not node:readline: that also ends a line at U+2028, which JSON may hold as it is, and
 * keeps a line without an end until memory is full.
 */
export async function* linesOf(
  stream: AsyncIterable<Buffer>,
  longest = LONGEST_LINE,
): AsyncGenerator<Line[]> {
  const open = new OpenLine(longest);
  for await (const chunk of stream) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      open.add(chunk.subarray(start, end));
      lines.push(open.take());
      start = end + 1;
    }
    open.add(chunk.subarray(start));
    yield lines.filter(saysSomething);
  }
  const last: Line[] = [open.take()];
  yield last.filter(saysSomething);
}

function saysSomething(line: Line): boolean {
  return line === TOO_LONG || line.trim() !== "";
}

/** The line that has not ended yet. */
class OpenLine {
  private parts: Buffer[] = [];
  private length = 0;
  private readonly longest: number;

  constructor(longest: number) {
    this.longest = longest;
  }

  add(part: Buffer): void {
    this.length += part.length;
    if (this.length > this.longest) this.parts = [];
    else this.parts.push(part);
  }

  take(): Line {
    const [first = Buffer.alloc(0), ...rest] = this.parts;
    const whole = rest.length === 0 ? first : Buffer.concat(this.parts);
    const line: Line = this.length > this.longest ? TOO_LONG : whole.toString("utf8");
    this.parts = [];
    this.length = 0;
    return line;
  }
}
