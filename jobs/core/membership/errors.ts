import { quoteStart } from '../confidential/quote-start.ts';
import { JoineryError } from '../../errors/joinery-error.ts';

/** A chosen name is not a DNS label. */
export class NameInvalid extends JoineryError {
  override readonly name = 'NameInvalid';
  readonly code = 'JOINERY_NAME_INVALID';
  readonly disposition = 'terminal';
  readonly remedy =
    'Choose a name of at most 63 lower-case letters, digits and hyphens that begins and ends with a letter or digit.';

  constructor(facts: { name: string }) {
    super(`Cannot use ${quoteStart(facts.name)} as a member's name: it is not a DNS label`);
  }
}

/** Another key holds the name. */
export class NameTaken extends JoineryError {
  override readonly name = 'NameTaken';
  readonly code = 'JOINERY_NAME_TAKEN';
  readonly disposition = 'terminal';
  readonly remedy: string;

  constructor(facts: { name: string; holder: string }) {
    super(
      `Cannot join as "${facts.name}": a member of that name is there with another key (${facts.holder})`,
      {
        details: { name: facts.name, holder: facts.holder },
      },
    );
    this.remedy =
      'Choose another name; or, if this cluster is to take the place of that member, use a token whose Secret carries ' +
      `the annotations joinery.dev/member-name: ${facts.name} and joinery.dev/replace: "true".`;
  }
}

/** The cluster is in the set already, under another name or key. */
export class ClusterAlreadyMember extends JoineryError {
  override readonly name = 'ClusterAlreadyMember';
  readonly code = 'JOINERY_CLUSTER_ALREADY_MEMBER';
  readonly disposition = 'terminal';
  readonly remedy: string;

  constructor(facts: { name: string; holder: string }) {
    super(
      `Cannot join as "${facts.name}": this cluster (by its kube-system UID) is already the member "${facts.holder}"`,
      {
        details: { name: facts.name, holder: facts.holder },
      },
    );
    this.remedy =
      `Join as "${facts.holder}" with a token marked joinery.dev/replace: "true" for that name, ` +
      'or delete that member on the primary first, or, if this cluster is a copy of that one, use a token marked ' +
      'joinery.dev/clone: "true".';
  }
}

/** The release asks for another name than the one it joined under. */
export class NameChanged extends JoineryError {
  override readonly name = 'NameChanged';
  readonly code = 'JOINERY_NAME_CHANGED';
  readonly disposition = 'terminal';
  readonly remedy: string;

  constructor(facts: { joinedAs: string; asked: string }) {
    super(`Cannot change this member's name to "${facts.asked}": it joined as "${facts.joinedAs}"`, {
      details: { joinedAs: facts.joinedAs, asked: facts.asked },
    });
    this.remedy = `Set the name back to "${facts.joinedAs}"; for another name to show, label the member on the primary.`;
  }
}

/** A person removed the member on the primary; the token it once used does not bring it back. */
export class MemberRemoved extends JoineryError {
  override readonly name = 'MemberRemoved';
  readonly code = 'JOINERY_MEMBER_REMOVED';
  readonly disposition = 'terminal';
  readonly remedy = 'Create a new join token on the primary if this cluster is to be a member again.';

  constructor(facts: { name: string }) {
    super(`Cannot join as "${facts.name}" with this token: the member was removed on the primary`, {
      details: { name: facts.name },
    });
  }
}

/** The hub does not know the key that signed. */
export class MemberUnknown extends JoineryError {
  override readonly name = 'MemberUnknown';
  readonly code = 'JOINERY_MEMBER_UNKNOWN';
  readonly disposition = 'wait';
  readonly remedy = 'Create a new join token on the primary and put it into the join Secret.';

  constructor() {
    super('Cannot accept the request: the primary has no member with this key');
  }
}

/** Two processes speak with one member's key: the cluster was cloned, or its Secret was copied. */
export class DuplicateIdentity extends JoineryError {
  override readonly name = 'DuplicateIdentity';
  readonly code = 'JOINERY_DUPLICATE_IDENTITY';
  readonly disposition = 'wait';
  readonly remedy =
    'Run "kubectl joinery rekey" in the cluster that is the copy, and join it with a token of its own.';

  constructor(facts: { name: string }) {
    super(
      `Cannot serve this cluster as "${facts.name}": another process speaks with the same key and was first`,
      {
        details: facts,
      },
    );
  }
}
