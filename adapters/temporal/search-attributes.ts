import type { ConnectionLike } from '@temporalio/client';
import type { TicketAttributes } from '../../domain/attributes.js';

/** What tickets are searched by in Temporal; no personal data. */
export const searchAttributes = {
  TicketStage: 'Keyword',
  TicketUrgency: 'Keyword',
  TicketType: 'Keyword',
  TicketGroup: 'Keyword',
  TicketAssignee: 'Keyword',
  TicketMissed: 'Int',
} as const satisfies Record<keyof TicketAttributes, 'Keyword' | 'Int'>;

type Name = keyof typeof searchAttributes;

/** IndexedValueType of Temporal's API. */
const typeNumbers = { Keyword: 2, Int: 3 } as const;

/** Codes of gRPC. */
const notFound = 5;
const noAnswers: readonly unknown[] = [7, 12];

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;
const wordsOf = (error: unknown): string => {
  const { details, message } = error as Error & { details?: string };
  return details || message;
};

/**
 * Adds the attributes that a namespace lacks, without which no ticket's run can be started; answers which these were.
 * Throws with one line on what to do where the namespace is not there or they cannot be added. A server that does
 * not tell what it has (a managed one) is believed to have them.
 */
export const ensureSearchAttributes = async (
  { operatorService }: Pick<ConnectionLike, 'operatorService'>,
  namespace: string,
): Promise<readonly Name[]> => {
  let known: Readonly<Record<string, unknown>>;
  try {
    known = (await operatorService.listSearchAttributes({ namespace })).customAttributes ?? {};
  } catch (error) {
    if (noAnswers.includes(codeOf(error))) return [];
    if (codeOf(error) !== notFound) throw error;
    throw new Error(
      `TEMPORAL_NAMESPACE ${namespace} is not registered there: temporal operator namespace create -n ${namespace} --retention 30d`,
      { cause: error },
    );
  }
  const missing = (Object.keys(searchAttributes) as Name[]).filter((name) => known[name] === undefined);
  if (missing.length === 0) return [];
  try {
    await operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(
        missing.map((name) => [name, typeNumbers[searchAttributes[name]]]),
      ),
    });
  } catch (error) {
    const flags = missing.map((name) => `--name ${name} --type ${searchAttributes[name]}`);
    throw new Error(
      `Temporal's namespace ${namespace} lacks search attributes and does not let the desk add them (${wordsOf(error)}): temporal operator search-attribute create -n ${namespace} ${flags.join(' ')}`,
      { cause: error },
    );
  }
  return missing;
};
