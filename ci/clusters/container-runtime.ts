import { mkdir, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { cniPluginFolder } from '../tools/debian-packages.ts';
import type { ClusterPlan } from './cluster-set.ts';
import type { EnclosedProgram } from './enclosed-process.ts';

/** The image of the process that holds a pod together; the full name, or the runtime looks for a registry. */
export const pauseImage = 'docker.io/joinery/pause:local';

/** From statfs(2): OVERLAYFS_SUPER_MAGIC. */
const overlayFileSystem = 0x794c7630;

/** The socket of a cluster's containerd. It works from outside the enclosure too. */
export function containerdSocket(cluster: ClusterPlan): string {
  return join(cluster.folder, 'containerd.sock');
}

/** Writes the configuration of containerd and of the pods' network, and builds the program to start. */
export async function configureContainerRuntime(cluster: ClusterPlan): Promise<EnclosedProgram> {
  const configFile = join(cluster.folder, 'containerd.toml');
  const networkFolder = join(cluster.folder, 'cni');
  await mkdir(networkFolder, { recursive: true });
  await writeFile(join(networkFolder, 'pods.conflist'), JSON.stringify(buildPodNetwork(cluster)));
  await writeFile(configFile, await renderContainerdConfig(cluster, networkFolder));
  return {
    name: `${cluster.name} containerd`,
    namespace: cluster.name,
    command: ['containerd', '--config', configFile],
    logFile: join(cluster.folder, 'log', 'containerd.log'),
  };
}

/** Loads an OCI or docker archive. Loading it again changes nothing. */
export async function importImage(cluster: ClusterPlan, archive: string): Promise<void> {
  await execa('ctr', [
    '--address',
    containerdSocket(cluster),
    '--namespace',
    'k8s.io',
    'images',
    'import',
    archive,
  ]);
}

/** Whether containerd answers. */
export async function isContainerRuntimeReady(cluster: ClusterPlan): Promise<boolean> {
  const asked = await execa('ctr', ['--address', containerdSocket(cluster), 'version'], { reject: false });
  return !asked.failed;
}

// Each pod at the end of a cable of its own, and every packet routed by the node: a bridge would need
// the kernel's br_netfilter module for Services to work between two pods of one node. No masquerading:
// nothing outside needs to be reached.
function buildPodNetwork(cluster: ClusterPlan) {
  return {
    cniVersion: '0.4.0',
    name: 'pods',
    plugins: [
      {
        type: 'ptp',
        ipam: {
          type: 'host-local',
          dataDir: join(cluster.folder, 'cni-addresses'),
          ranges: [[{ subnet: cluster.podCidr }]],
          routes: [{ dst: '0.0.0.0/0' }],
        },
      },
    ],
  };
}

async function renderContainerdConfig(cluster: ClusterPlan, networkFolder: string): Promise<string> {
  // An overlay cannot lie on an overlay, which is what the disk is when we run in a container.
  const { type } = await statfs(cluster.folder);
  const snapshotter = type === overlayFileSystem ? 'native' : 'overlayfs';
  return `version = 2
root = "${cluster.folder}/containerd"
state = "${cluster.folder}/containerd-state"
[grpc]
  address = "${containerdSocket(cluster)}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${cluster.folder}/containerd-opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  # Without CAP_SYS_RESOURCE runc cannot lower the score and dies.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "${snapshotter}"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${cniPluginFolder}"
    conf_dir = "${networkFolder}"
`;
}
