import { undeliveredCause } from '../../../domain/undelivered.js';
import { useNames } from '../api/queries.js';
import { useWords } from '../i18n.js';

/** Why a notice did not arrive, in the reader's words, with what the other side said for whoever looks into it. */
export const WhyUndelivered = ({ reason }: { readonly reason: string }) => {
  const t = useWords('undelivered');
  const { cause, isGivenUp } = undeliveredCause(reason);
  return (
    <>
      {isGivenUp && t('givenUp')}
      {t(cause)}
      <code className="vendor-said">{reason}</code>
    </>
  );
};

/** Whom a notice goes to, and by which way. */
export const Whereto = ({ recipient, channel }: { readonly recipient: string; readonly channel: string }) => {
  const t = useWords('undelivered');
  const names = useNames();
  const way = channel === 'smtp' ? t('mail') : channel === 'desk' ? t('inbox') : channel;
  // A robot speaks to a whole group: the channel is the recipient.
  return <>{recipient.startsWith('#') ? way : `${names.person(recipient)} · ${way}`}</>;
};
