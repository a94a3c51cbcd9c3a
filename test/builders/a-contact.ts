import type { JoineryError } from '../../jobs/errors/joinery-error.ts';
import type { HubTransport } from '../../jobs/ports/hub-transport.ts';
import { Contact } from '../../jobs/workflows/sync/stay-in-touch.ts';
import { FakePartTaker } from '../fakes/fake-part-taker.ts';
import type { Secondary } from './a-set.ts';

/** The line of a member that takes up parts, as its agent keeps it. */
export async function aContact(secondary: Secondary, hub: HubTransport = secondary.ports.hub) {
  const outcome = await secondary.join();
  if (!('identity' in outcome)) throw new Error(`It is no member but ${outcome.step}`);
  const taker = new FakePartTaker();
  const failures: JoineryError[] = [];
  const listener = {
    onHeard: () => undefined,
    onFailure: (error: JoineryError) => void failures.push(error),
  };
  const contact = new Contact({ ...secondary.ports, hub }, secondary.config, { listener, taker });
  const stop = new AbortController();
  const ended = contact.keep(outcome, stop.signal).catch(() => undefined);
  return {
    contact,
    taker,
    /** What went wrong so far. */
    failures,
    identity: outcome.identity,
    end: async () => {
      stop.abort(new Error('stopped'));
      await ended;
    },
  };
}
