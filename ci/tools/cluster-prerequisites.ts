import { execa } from 'execa';
import { missingClusterPackages } from './debian-packages.ts';
import { findCommand } from './find-command.ts';
import { findGo } from './go-command.ts';
import { MissingPrerequisite } from './missing-prerequisite.ts';

const otherWay = 'or use two clusters you already have: npm run demo -- --contexts a,b';

/**
 * Refuses a machine that cannot run local clusters. Changes nothing and sends nothing.
 *
 * @throws {MissingPrerequisite} The first thing that is missing, with the way out.
 */
export async function assertClusterPrerequisites(): Promise<void> {
  if (process.platform !== 'linux') {
    throw new MissingPrerequisite(
      `Cannot run local clusters: they need Linux, this is ${process.platform}`,
      `Run the command on a Linux machine, ${otherWay}`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new MissingPrerequisite(
      'Cannot run local clusters: they need root, for namespaces, mounts and cgroups',
      `Run the command as root, ${otherWay}`,
    );
  }
  const apt = await findCommand('apt-get');
  const packages = await missingClusterPackages();
  if (!apt && packages.length > 0) {
    throw new MissingPrerequisite(
      `Cannot run local clusters: there is no apt-get to install ${packages.join(', ')}`,
      `Install them by hand, ${otherWay}`,
    );
  }
  if (!apt && !(await findGo())) {
    throw new MissingPrerequisite(
      'Cannot run local clusters: Kubernetes is built here with Go, and there is no go and no apt-get to install it',
      `Install Go 1.21 or later, ${otherWay}`,
    );
  }
  const unshared = await execa('unshare', ['--pid', '--mount', '--net', '--fork', 'true'], { reject: false });
  if (unshared.failed) {
    throw new MissingPrerequisite(
      `Cannot run local clusters: this root may not make namespaces, so "unshare" fails here`,
      `Run the command on a machine of its own or in a privileged container, ${otherWay}`,
    );
  }
}
