import { execa } from 'execa';
import { findCommand } from './find-command.ts';
import { MissingPrerequisite } from './missing-prerequisite.ts';
import type { Progress } from './progress.ts';
import { runTimedStep } from './timed-step.ts';

/** Where Debian puts the CNI plugins, outside every PATH. */
export const cniPluginFolder = '/usr/lib/cni';

/** A program that clusters need, and the Debian package that brings it. */
const clusterPrograms = {
  containerd: 'containerd',
  'containerd-shim-runc-v2': 'containerd',
  ctr: 'containerd',
  runc: 'runc',
  ptp: 'containernetworking-plugins',
  'host-local': 'containernetworking-plugins',
  ip: 'iproute2',
  nft: 'nftables',
  haproxy: 'haproxy',
  mount: 'mount',
  nsenter: 'util-linux',
  tar: 'tar',
} as const;

/** The Debian packages that local clusters need and the machine does not have. Empty is good. */
export async function missingClusterPackages(): Promise<string[]> {
  const missing = new Set<string>();
  for (const [program, packageName] of Object.entries(clusterPrograms)) {
    if (!(await findCommand(program, [cniPluginFolder]))) missing.add(packageName);
  }
  return [...missing];
}

// Debian starts a service when its package is installed, and asks this file first. A shell makes and
// removes it, so that it is gone again also when we are ended half-way.
const installScript = `
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  trap 'exit 143' HUP INT TERM
  printf '#!/bin/sh\\nexit 101\\n' >$policy
  chmod 755 $policy
fi
apt-get -q -o DPkg::Lock::Timeout=300 update &&
apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
`;

/**
 * Installs Debian packages without starting the services in them. With none to install it does nothing.
 *
 * @throws {MissingPrerequisite} When apt cannot.
 */
export async function installDebianPackages(names: readonly string[], progress: Progress): Promise<void> {
  if (names.length === 0) return;
  await runTimedStep(progress, `Installing Debian packages: ${names.join(' ')}`, async () => {
    const installed = await execa('sh', ['-c', installScript, 'sh', ...names], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      stdin: 'ignore',
      all: true,
      reject: false,
    });
    if (installed.failed) {
      throw new MissingPrerequisite(
        `Cannot install ${names.join(' ')}: ${installed.all.split('\n').slice(-3).join(' / ')}`,
        `Make apt-get work (is the network there?), or run: apt-get install ${names.join(' ')}`,
      );
    }
  });
}
