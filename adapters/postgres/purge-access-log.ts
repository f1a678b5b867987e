import { Client } from 'pg';

/** Removes readings older than 180 days, as the owner; the programs' role may not, nor may anybody sooner. Answers how many. */
export const purgeAccessLog = async (ownerUrl: string): Promise<number> => {
  const client = new Client({ connectionString: ownerUrl, application_name: 'steadydesk-purge' });
  await client.connect();
  try {
    const { rowCount } = await client.query(`delete from access_log where at < now() - interval '180 days'`);
    return rowCount ?? 0;
  } finally {
    await client.end();
  }
};
