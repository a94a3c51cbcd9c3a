import { JoineryError } from '../../errors/joinery-error.ts';

/** There is no `Member` of that name. */
export class MemberMissing extends JoineryError {
  override readonly name = 'MemberMissing';
  readonly code = 'JOINERY_MEMBER_MISSING';
  readonly disposition = 'terminal';
  readonly remedy = 'List the members with "kubectl joinery members" and use one of these names.';

  constructor(facts: { name: string; namespace: string }) {
    super(`Cannot find the member "${facts.name}": namespace "${facts.namespace}" has none of that name`, {
      details: facts,
    });
  }
}

/** The thumbprint a person compared is not the one that asks. */
export class ThumbprintMismatch extends JoineryError {
  override readonly name = 'ThumbprintMismatch';
  readonly code = 'JOINERY_THUMBPRINT_MISMATCH';
  readonly disposition = 'terminal';
  readonly remedy =
    'Read the thumbprint in mc-join-status on the cluster you mean; if that is another one, remove this member.';

  constructor(facts: { name: string; expected: string; found: string }) {
    super(`Cannot accept "${facts.name}": its key is ${facts.found}, not ${facts.expected}`, {
      details: facts,
    });
  }
}

/** Removing would cut off a cluster that is in touch, or may be. */
export class MemberInTouch extends JoineryError {
  override readonly name = 'MemberInTouch';
  readonly code = 'JOINERY_MEMBER_IN_TOUCH';
  readonly disposition = 'terminal';
  readonly remedy =
    'Let it leave by itself: "kubectl joinery leave" or "helm uninstall" on that cluster; or repeat with --force.';

  constructor(facts: { name: string; online: string }) {
    super(`Cannot remove "${facts.name}": it has not left and is not known to be offline (${facts.online})`, {
      details: facts,
    });
  }
}

/** The primary's own `Member` goes with the set, and not before. */
export class MemberIsPrimary extends JoineryError {
  override readonly name = 'MemberIsPrimary';
  readonly code = 'JOINERY_MEMBER_IS_PRIMARY';
  readonly disposition = 'terminal';
  readonly remedy =
    'Name another member; to end the whole set, uninstall the primary with uninstall.members=release.';

  constructor(facts: { name: string; action: string }) {
    super(`Cannot ${facts.action} "${facts.name}": it is the primary itself`, { details: facts });
  }
}
