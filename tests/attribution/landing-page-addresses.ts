/** Addresses that are nobody's on the public internet, from IANA's special-purpose registries, and the ways people write them. */
import fc from "fast-check";

/** Network and prefix length. Written from the registries (read 2026-11-22) and not from the app's own list. */
const RESERVED_V4: [number, number][] = [
  ...[[0x00000000, 8], [0x0a000000, 8], [0x64400000, 10], [0x7f000000, 8], [0xa9fe0000, 16], [0xac100000, 12]],
  ...[[0xc0000000, 24], [0xc0000200, 24], [0xc0586300, 24], [0xc0a80000, 16], [0xc6120000, 15], [0xc6336400, 24]],
  ...[[0xcb007100, 24], [0xe0000000, 4], [0xf0000000, 4]],
] as [number, number][]; // prettier-ignore

const RESERVED_V6: [string, number][] = [
  ["0", 8], ["ffff00000000", 96], ["64ff9b000000000000000000000000", 96], ["64ff9b000100000000000000000000", 48],
  ["1000000000000000000000000000000", 64], ["20010000000000000000000000000000", 23], ["20010db8000000000000000000000000", 32],
  ["20020000000000000000000000000000", 16], ["3fff0000000000000000000000000000", 20], ["40000000000000000000000000000000", 2],
  ["5f000000000000000000000000000000", 16], ["80000000000000000000000000000000", 1], ["fc000000000000000000000000000000", 7],
  ["fe800000000000000000000000000000", 10], ["fec00000000000000000000000000000", 10], ["ff000000000000000000000000000000", 8],
]; // prettier-ignore

/** Inside a block: its first and its last address, and anything between. */
function within(first: bigint, size: bigint): fc.Arbitrary<bigint> {
  return fc.oneof(
    fc.constantFrom(first, first + 1n, first + size - 1n, first + size / 2n),
    fc.bigInt({ min: first, max: first + size - 1n }),
  );
}

const reservedV4 = fc
  .constantFrom(...RESERVED_V4)
  .chain(([network, prefix]) => within(BigInt(network), 1n << BigInt(32 - prefix)))
  .map(Number);
/** What reaches this machine, where a listener waits: tried more often than its share. */
const loopbackV4 = fc.constantFrom(0x7f000001, 0x7f000002, 0x7fffffff, 0);
const v4 = fc.oneof(reservedV4, loopbackV4);
const anyV4 = fc.oneof(v4, fc.nat(0xffffffff));

const reservedV6 = fc.constantFrom(...RESERVED_V6).chain(([network, prefix]) => {
  const size = 1n << BigInt(128 - prefix);
  const first = (BigInt(`0x${network}`) / size) * size;
  return within(first, size);
});

/** IPv4 addresses inside IPv6 ones: mapped, compatible, translated, NAT64 (both), 6to4, Teredo (server and client), ISATAP. */
const embedded = anyV4.chain((address) => {
  const n = BigInt(address);
  const inverted = n ^ 0xffffffffn;
  return fc.constantFrom(
    ...[(0xffffn << 32n) | n, n, (0xffffn << 48n) | n, (0x64ff9bn << 96n) | n, (0x64ff9b0001n << 80n) | n],
    ...[(0x2002n << 112n) | (n << 80n), (0x20010000n << 96n) | (n << 64n), (0x20010000n << 96n) | inverted],
    (0xfe80n << 112n) | (0x5efen << 32n) | n,
  );
});
const v6 = fc.oneof(reservedV6, embedded, fc.constantFrom(1n, 0n, 0xffff7f000001n));

const groupsOf = (address: bigint) =>
  Array.from({ length: 8 }, (_, at) => Number((address >> BigInt(112 - 16 * at)) & 0xffffn));
const bytesOf = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);

const dotted = (address: number) => bytesOf(address).join(".");

/** An IPv4 address as DNS answers with it. */
export const plainV4 = v4.map(dotted);

/** IPv6: zeros shortened or not, upper case, and the last 32 bits dotted. */
export const plainV6 = fc
  .tuple(v6, fc.constantFrom("full", "short", "upper", "dotted"))
  .map(([address, form]) => {
    const groups = groupsOf(address).map((group) => group.toString(16));
    switch (form) {
      case "full":
        return groups.map((group) => group.padStart(4, "0")).join(":");
      case "upper":
        return groups.join(":").toUpperCase();
      case "dotted":
        return `${groups.slice(0, 6).join(":")}:${dotted(Number(address & 0xffffffffn))}`;
      case "short":
        return groups.join(":").replace(/(^|:)0(:0)+(:|$)/, "::");
    }
  });

/** An IPv4 address of one to four numbers, each decimal, octal or hexadecimal, as inet_aton and browsers read it. */
const writtenV4 = fc
  .tuple(
    v4,
    fc.integer({ min: 1, max: 4 }),
    fc.array(fc.constantFrom(10, 8, 16, 17), { minLength: 4, maxLength: 4 }),
    fc.nat(3),
  )
  .map(([address, count, bases, zeros]) => {
    const bytes = bytesOf(address);
    const rest = bytes.slice(count - 1).reduce((sum, byte) => sum * 256 + byte, 0);
    return [...bytes.slice(0, count - 1), rest]
      .map((part, at) => numeral(part, bases[at] ?? 10, zeros))
      .join(".");
  });

function numeral(value: number, base: number, zeros: number): string {
  if (base === 10) return String(value);
  if (base === 8) return `0${"0".repeat(zeros)}${value.toString(8)}`;
  return `${base === 16 ? "0x" : "0X"}${"0".repeat(zeros)}${value.toString(16)}`;
}

/** Disguises that a URL parser takes off again. */
const disguise = fc.constantFrom<(host: string) => string>(
  ...[(host: string) => host, (host: string) => `${host}.`, (host: string) => host.replace(/\./g, "。")],
  (host) => host.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
  (host) => host.replace(/[1-9]/g, (digit) => String.fromCharCode(0x2460 + Number(digit) - 1)),
  (host) => host.replace(/[^]/g, (one) => `%${one.charCodeAt(0).toString(16)}`),
  (host) => host.replace(/./, "$&\u00ad"),
  (host) => host.replace(/./, "$&\u200b"),
  (host) => host.replace(/./, "$&\t"),
  (host) => host.replace(/\./, ".\n"),
  (host) => `${host}%2e`,
  (host) => `${host}．`,
);

/** The host part of a URL that leads to a reserved address. */
export const reservedHosts = fc.oneof(
  fc.tuple(writtenV4, disguise).map(([host, hide]) => hide(host)),
  plainV6.map((host) => `[${host}]`),
  fc
    .tuple(plainV6, fc.constantFrom("%25eth0", "%eth0", "%1", "%25", "/64", "]:80[", "."))
    .map(([host, zone]) => `[${host}${zone}]`),
);

/** What a resolver might say that is not an address to connect to. */
export const oddAnswers = fc.oneof(
  writtenV4.filter((host) => !/^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(host)),
  plainV6.map((address) => `${address}%lo`),
  fc.constantFrom(
    "",
    "localhost",
    " 127.0.0.1",
    "127.0.0.1 ",
    "127.0.0.1:80",
    "[::1]",
    "2a00:1450::1%1",
    "::1/128",
    "8.8.8",
  ),
);

/** A URL around a host and a port: schemes, slashes, users and fragments that have fooled parsers. */
export const surroundings = fc.constantFrom<(host: string, port: number) => string>(
  ...[
    (host: string, port: number) => `http://${host}:${port}/`,
    (host: string, port: number) => `https://${host}:${port}/`,
  ],
  (host, port) => `HTTP://${host}:0${port}/`,
  (host, port) => `http:${host}:${port}/`,
  (host, port) => `http:\\\\${host}:${port}\\`,
  (host, port) => `http:////${host}:${port}/`,
  (host, port) => `\t http:/\n/${host}:${port}`,
  (host, port) => `http://shop.example:${port}@${host}:${port}/`,
  (host, port) => `http://shop.example\\@${host}:${port}/`,
  (host, port) => `http://@${host}:${port}/`,
  (host, port) => `http://:@${host}:${port}/`,
  (host, port) => `http://${host}:${port}#@shop.example/`,
  (host, port) => `http://${host}:${port}?@shop.example/`,
  (host, port) => `http://${host}:${port}\\.shop.example/`,
  (host) => `http://${host}/`,
  (host) => `https://${host}`,
  (host) => `http://${host}:22/`,
  (host) => `https://${host}:8443/`,
);
