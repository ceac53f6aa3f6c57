import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Whether packages can be installed: on Debian and its children, as root. */
export function canInstallPackages() {
  return existsSync("/usr/bin/apt-get") && process.getuid() === 0;
}

/** Installs packages of the machine's own distribution. Throws with what apt-get said. */
export function installPackages(...packages) {
  apt("update");
  apt("install", "-y", "--no-install-recommends", ...packages);
}

function apt(command, ...args) {
  const { status, stderr } = spawnSync("apt-get", [command, ...args], {
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`apt-get ${command} failed:\n${stderr}`);
}
