import type { SecondaryConfig } from '#validators/secondary-config';
import { secondaryNames } from '../../core/kubernetes/names.ts';
import type { Membership } from '../../core/member-identity/member-identity.ts';
import { JoineryError } from '../../errors/joinery-error.ts';
import { sendHeartbeat } from '../heartbeat/send-heartbeat.ts';
import { changeMembership } from '../identity/change-membership.ts';
import { joinCluster, type Standing } from '../join/join-cluster.ts';
import type { SecondaryPorts } from '../ports.ts';
import { Timetable } from '../timetable.ts';

/** Looks again without being told to, in milliseconds: a watch may have missed something. */
const lookAgainMs = 600_000;

/** Longest wait after a failure that may pass by itself, and the wait after any other. */
const maxDelayMs = 30_000;
const stuckDelayMs = 60_000;

/** Default beat until the hub has said another. */
const firstBeatMs = 10_000;

/**
 * Joins when there is something to join with, then stays in touch, for as long as the signal allows. It
 * looks anew whenever one of its Secrets changes, so a status edited by hand is put right and a new
 * token is taken up at once.
 */
export async function runAgent(
  ports: SecondaryPorts,
  config: SecondaryConfig,
  signal: AbortSignal,
): Promise<never> {
  const timetable = new Timetable<'look' | 'beat'>(ports.clock, signal);
  const agent = new Agent(ports, config, { timetable, signal });
  const { namespace } = config.release;
  const names = [config.join.existingSecret, config.join.chartSecret, secondaryNames.status];
  const followers = names.map(async (name) => {
    for await (const _ of ports.kubernetes.watch('Secret', { namespace, name }, signal))
      agent.noteChange(name);
  });
  await Promise.all([agent.work(), ...followers]);
  throw signal.reason;
}

/** When so many heartbeats in a row were missed, the status says so. */
const toldAfterBeats = 3;

class Agent {
  readonly #ports: SecondaryPorts;
  readonly #config: SecondaryConfig;
  readonly #timetable: Timetable<'look' | 'beat'>;
  readonly #signal: AbortSignal;
  readonly #instance: string;
  #member: Standing | undefined;
  #isLookFailing = false;
  #isDisowned = false;
  #failures = 0;
  #missedBeats = 0;
  /** What heartbeats fail by, once they missed often enough to be told. */
  #trouble: JoineryError | undefined;
  #sequence = 0;
  #clockOffsetMs = 0;

  constructor(
    ports: SecondaryPorts,
    config: SecondaryConfig,
    { timetable, signal }: { timetable: Timetable<'look' | 'beat'>; signal: AbortSignal },
  ) {
    this.#ports = ports;
    this.#config = config;
    this.#timetable = timetable;
    this.#signal = signal;
    this.#instance = ports.random.uuid();
    ports.metrics.gauge('joinery_agent_joined', () => [
      { labels: {}, value: this.#member?.membership.state === 'Joined' ? 1 : 0 },
    ]);
  }

  /**
   * A Secret that changed asks for a look. The status does not while looking fails: what changed it then is
   * the failure, and looking at once would only fail again, without a pause.
   */
  noteChange(name: string): void {
    if (name !== secondaryNames.status || !this.#isLookFailing) this.#timetable.set('look', 0);
  }

  async work(): Promise<never> {
    this.#timetable.set('look', 0);
    for (;;) {
      const task = await this.#timetable.next();
      try {
        await (task === 'look' ? this.#look() : this.#beat());
        this.#failures = 0;
      } catch (error) {
        if (!(error instanceof JoineryError)) throw error;
        this.#recover(task, error);
      }
    }
  }

  async #look(): Promise<void> {
    const outcome = await joinCluster(this.#ports, this.#config, {
      signal: this.#signal,
      isDisowned: this.#isDisowned,
      trouble: this.#trouble,
      onMember: (member) => (this.#member = member),
    });
    this.#isDisowned = false;
    this.#isLookFailing = false;
    this.#timetable.set('look', lookAgainMs);
    const isMember = outcome.step === 'join' || outcome.step === 'stay';
    this.#member = isMember ? outcome : undefined;
    if (outcome.step === 'join') this.#trouble = undefined;
    if (!isMember) this.#timetable.clear('beat');
    else if (this.#trouble === undefined) this.#timetable.set('beat', 0);
  }

  async #beat(): Promise<void> {
    const known = this.#member;
    if (known === undefined) return;
    this.#sequence += 1;
    const { identity, membership, kubernetesVersion } = known;
    const { state, heartbeatSeconds, clockOffsetMs } = await sendHeartbeat(
      this.#ports,
      {
        identity,
        membership,
        instance: this.#instance,
        sequence: this.#sequence,
        versions: { agent: this.#config.version, kubernetes: kubernetesVersion },
        clockOffsetMs: this.#clockOffsetMs,
      },
      this.#signal,
    );
    this.#clockOffsetMs = clockOffsetMs;
    if (this.#isDisowned || this.#trouble !== undefined) this.#timetable.set('look', 0);
    this.#isDisowned = false;
    this.#trouble = undefined;
    this.#missedBeats = 0;
    if (state !== membership.state) await this.#noteState(known, state);
    this.#timetable.set('beat', heartbeatSeconds * 1000);
  }

  /** A membership that was given up or replaced while the heartbeat was under way is none of its business. */
  async #noteState(known: Standing, state: Membership['state']): Promise<void> {
    const { namespace } = this.#config.release;
    const { memberId } = known.membership;
    await changeMembership(this.#ports.kubernetes, namespace, (stored) =>
      stored?.memberId === memberId ? { ...stored, state } : stored,
    );
    this.#member = { ...known, membership: { ...known.membership, state } };
    // A look says it in the status.
    this.#timetable.set('look', 0);
  }

  #recover(task: 'look' | 'beat', error: JoineryError): void {
    this.#ports.logger.warn(task === 'look' ? 'Not joined' : 'Heartbeat failed', { err: error });
    this.#failures += 1;
    const ceilingMs = Math.min(maxDelayMs, 500 * 2 ** Math.min(this.#failures, 10));
    const passesByItself = error.disposition === 'retry';
    if (task === 'look') this.#isLookFailing = true;
    if (task === 'beat' && error.code === 'JOINERY_MEMBER_UNKNOWN') {
      this.#isDisowned = true;
      this.#timetable.set('look', this.#failures === 1 ? 0 : stuckDelayMs);
      return;
    }
    if (task === 'beat') this.#noteMissedBeat(error);
    const delayMs = passesByItself ? ceilingMs * this.#ports.random.fraction() : stuckDelayMs;
    this.#timetable.set(task, delayMs);
    if (task === 'look' && this.#member !== undefined) this.#timetable.set('beat', firstBeatMs);
  }

  /** A look writes the status; only a cause of another kind asks for one, so that this cannot go round. */
  #noteMissedBeat(error: JoineryError): void {
    this.#missedBeats += 1;
    if (this.#missedBeats < toldAfterBeats || this.#trouble?.code === error.code) return;
    this.#trouble = error;
    this.#timetable.set('look', 0);
  }
}
