import { isDeepStrictEqual } from 'node:util';
import {
  leaveAnnotation,
  secondaryNames,
  secretTypes,
  standDownAnnotation,
} from '../../core/kubernetes/names.ts';
import type { JoinStatus } from '../../core/join-status/join-status.ts';
import { buildJoinStatusSecret, saysTheSame } from '../../core/join-status/join-status-secret.ts';
import { changeObject } from '../change-object.ts';
import type { PrimaryPorts } from '../ports.ts';

export interface WriteJoinStatusOptions {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly deploymentUid?: string | undefined;
  readonly isLeaveDone?: boolean;
}

/**
 * Makes `mc-join-status` say this, and nothing else. Writes only when it says something else; also puts
 * right what was edited by hand. A Secret of that name that is no status of ours, such as Kasten K10's, stays as it is.
 *
 * @param options.annotations The annotations that are to stand on it, such as the stand-down mark.
 * @param options.deploymentUid Of the writer's Deployment: when the mark tells that one to stand down, an
 *   uninstall was quicker, and what it wrote stays.
 * @param options.isLeaveDone Whether an order to leave is taken off; otherwise it stands until it is obeyed.
 * @returns `false` when an uninstall was quicker.
 */
export async function writeJoinStatus(
  ports: Pick<PrimaryPorts, 'clock' | 'kubernetes' | 'logger'>,
  namespace: string,
  status: JoinStatus,
  options: WriteJoinStatusOptions = {},
): Promise<boolean> {
  const { annotations = {}, deploymentUid, isLeaveDone = false } = options;
  let isStandingDown = false;
  const wanted = buildJoinStatusSecret(status, {
    namespace,
    annotations: { ...annotations },
    now: ports.clock.now(),
  });
  const ref = { namespace, name: secondaryNames.status };
  const found = await changeObject(ports.kubernetes, 'Secret', ref, (stored) => {
    if (stored.type !== secretTypes.joinStatus) {
      ports.logger.warn("Status not written: its Secret is somebody else's", {
        secret: ref,
        type: stored.type,
      });
      return undefined;
    }
    const mark = stored.metadata.annotations?.[standDownAnnotation];
    isStandingDown = mark !== undefined && mark === deploymentUid;
    if (isStandingDown) return undefined;
    const before = stored.metadata.annotations ?? {};
    const order = isLeaveDone ? undefined : before[leaveAnnotation];
    const marks = { ...annotations, ...(order === undefined ? {} : { [leaveAnnotation]: order }) };
    if (isDeepStrictEqual(before, marks) && saysTheSame(stored, status)) return undefined;
    return { ...stored, metadata: { ...stored.metadata, annotations: marks }, data: wanted.data ?? {} };
  });
  if (found !== undefined) return !isStandingDown;
  const created = await ports.kubernetes.create('Secret', wanted);
  return created === undefined ? writeJoinStatus(ports, namespace, status, options) : true;
}
