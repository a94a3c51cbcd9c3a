import { ContextInvalid, CredentialsMissing } from '../../jobs/adapters/kubeconfig/errors.ts';
import { CommandInvalid, FoundUnhealthy } from '../../jobs/app/command-line/errors.ts';
import { ConfigInvalid } from '../../jobs/app/config-error.ts';
import { UrlInsecure, UrlInvalid } from '../../jobs/core/endpoint/errors.ts';
import { HubCertificateInvalid } from '../../jobs/core/hub-certificate/errors.ts';
import { HubKeyDamaged, HubKeyMissing } from '../../jobs/core/hub-identity/errors.ts';
import { CaInvalid, JoinSecretInvalid, PrimaryPinMismatch } from '../../jobs/core/join-secret/errors.ts';
import { JoinTokenMalformed, JoinTokenTooNew } from '../../jobs/core/join-token/errors.ts';
import { IdentityDamaged } from '../../jobs/core/member-identity/errors.ts';
import * as distributions from '../../jobs/workflows/distributions/errors.ts';
import * as membership from '../../jobs/core/membership/errors.ts';
import * as protocol from '../../jobs/core/protocol/errors.ts';
import { SealNotOpened } from '../../jobs/core/sealing/errors.ts';
import * as verifier from '../../jobs/core/verifier/errors.ts';
import type { JoineryError } from '../../jobs/errors/joinery-error.ts';
import { HubTlsUntrusted, HubUnreachable } from '../../jobs/ports/hub-transport-errors.ts';
import * as kubernetes from '../../jobs/ports/kubernetes-errors.ts';
import { HubBusy, HubNotReady, InternalError } from '../../jobs/workflows/answer/errors.ts';
import * as backup from '../../jobs/workflows/backup/errors.ts';
import { InAnotherSet } from '../../jobs/workflows/bootstrap/errors.ts';
import * as enrol from '../../jobs/workflows/enrol/errors.ts';
import { CaNotProven, NamespaceHoldsK10 } from '../../jobs/workflows/join/errors.ts';
import * as members from '../../jobs/workflows/members/errors.ts';
import { TokenTtlInvalid } from '../../jobs/workflows/promote/errors.ts';
import { NotInstalled } from '../../jobs/workflows/release/errors.ts';
import * as token from '../../jobs/workflows/token/errors.ts';
import { DeadlinePassed } from '../../jobs/workflows/retry-before-deadline.ts';

const endpoint = 'https://hub.example.com/joinery';
const tokenId = '0123456789ab';
const thumbprint = 'CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk';
const unreachable = new HubUnreachable({ endpoint, found: 'the connection is refused' });

/** One of every error a user can meet, in the order of their codes. */
export const everyError: readonly JoineryError[] = [
  new protocol.AnswerNotProven({ endpoint, found: 'it was altered' }),
  new protocol.AnswerUnexpected({ endpoint, status: 502, contentType: 'text/html' }),
  new backup.BackupInvalid('it is not JSON, or it was cut off'),
  new protocol.BodyTooLarge({ limitBytes: 65_536 }),
  new CaInvalid({ secretName: 'mc-join' }),
  new CaNotProven({ endpoint }),
  new protocol.ClockSkew({ differenceMs: -600_000 }),
  new membership.ClusterAlreadyMember({ name: 'edge-8', holder: 'edge-7' }),
  new CommandInvalid({ found: "unknown command 'member'" }),
  new ConfigInvalid('it is not JSON'),
  new ContextInvalid('there is no context "edge-7"'),
  new CredentialsMissing({ user: 'operator' }),
  new DeadlinePassed({ action: 'join', afterSeconds: 120, last: unreachable }),
  new membership.DuplicateIdentity({ name: 'edge-7' }),
  new kubernetes.FieldConflict({
    action: 'apply Deployment "web"',
    managers: ['kubectl-edit'],
    fields: ['.spec.replicas'],
  }),
  new FoundUnhealthy({ check: 'dns', errors: 2 }),
  new HubBusy(),
  new HubCertificateInvalid('tls.crt and tls.key are not a certificate and its key, both PEM'),
  new HubKeyDamaged('a key is missing or was altered'),
  new HubKeyMissing({ namespace: 'joinery-mc', members: 2, verifiers: 1 }),
  new HubNotReady(),
  new protocol.HubOutdated({ epoch: 1, newest: 2 }),
  new HubTlsUntrusted({ endpoint, found: 'it is self-signed', issuer: 'Somebody' }),
  unreachable,
  new IdentityDamaged('its Ed25519 key is missing or was altered'),
  new InternalError({ errorId: 'b7a1c0de-0000-4000-8000-000000000003' }),
  new InAnotherSet({ primaryName: 'eu-central', memberName: 'edge-7' }),
  new enrol.JoinFailed({ message: 'Cannot join: it is spent', remedy: 'Create a new join token.' }),
  new verifier.JoinRefused(),
  new JoinSecretInvalid({ secretName: 'mc-join', found: 'it has no key "token"' }),
  new enrol.JoinUnfinished({ message: '', remedy: '' }),
  new kubernetes.KubernetesConflict({ action: 'change Secret "mc-join-status"', attempts: 20 }),
  new kubernetes.KubernetesForbidden({
    action: 'get Secret',
    verb: 'get',
    resource: 'secrets',
    namespace: 'joinery',
  }),
  new kubernetes.KubernetesKindMissing({ action: 'list Member', resource: 'members' }),
  new kubernetes.KubernetesRefused({ action: 'create Secret', status: 422, reason: 'Invalid' }),
  new kubernetes.KubernetesUnreachable({ action: 'get Secret', found: 'does not answer' }),
  new members.MemberInTouch({ name: 'edge-7', online: 'Heard' }),
  new members.MemberIsPrimary({ name: 'eu-central', action: 'remove' }),
  new distributions.DistributionExists({ name: 'isolation' }),
  new distributions.DistributionMissing({ name: 'isolation', namespace: 'joinery-mc' }),
  new members.MemberMissing({ name: 'edge-7', namespace: 'joinery-mc' }),
  new membership.MemberRemoved({ name: 'edge-7' }),
  new membership.MemberUnknown(),
  new NamespaceHoldsK10({ namespace: 'kasten-io' }),
  new membership.NameChanged({ joinedAs: 'edge-7', asked: 'edge-8' }),
  new membership.NameInvalid({ name: 'Edge 7' }),
  new membership.NameTaken({ name: 'edge-7', holder: thumbprint }),
  new NotInstalled({ role: 'primary', namespace: 'joinery' }),
  new backup.OtherHub({ namespace: 'joinery-mc', found: thumbprint, backup: thumbprint }),
  new PrimaryPinMismatch({ pinned: thumbprint, found: thumbprint }),
  new protocol.ProtocolUnknown({ path: '/v2/join' }),
  new protocol.RequestInvalid({ path: '/v1/join', found: 'its body is not JSON' }),
  new SealNotOpened('it is sealed to another key'),
  new protocol.SetDissolved({ primary: 'eu-central' }),
  new members.ThumbprintMismatch({ name: 'edge-7', expected: thumbprint, found: thumbprint }),
  new verifier.TokenAnnotationInvalid({ annotation: 'joinery.dev/uses', value: '0', expected: 'a number' }),
  new verifier.TokenExpired({ tokenId, expiredAt: new Date('2026-11-20T12:00:00.000Z') }),
  new verifier.TokenForAnotherKey({ tokenId, boundTo: thumbprint, asked: thumbprint }),
  new verifier.TokenForAnotherName({ tokenId, boundTo: 'edge-7', asked: 'edge-8' }),
  new JoinTokenMalformed('it is empty'),
  new token.TokenMissing({ name: 'join-token-1', namespace: 'joinery-mc' }),
  new token.TokenNameTaken({ name: 'join-token-1', namespace: 'joinery-mc' }),
  new token.TokenNotFilled({ name: 'join-token-1', namespace: 'joinery-mc' }),
  new verifier.TokenRevoked({ tokenId }),
  new verifier.TokenSpent({ tokenId, uses: 1 }),
  new JoinTokenTooNew({ found: 2, known: 1 }),
  new TokenTtlInvalid({ ttl: '400d' }),
  new UrlInsecure({ url: 'http://hub.example.com/' }),
  new UrlInvalid({ found: '"hub" is not a URL' }),
  new verifier.VerifierDamaged({ tokenId }),
];
