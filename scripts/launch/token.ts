import { localPeople } from '../../adapters/postgres/local-issuer.js';
import { createPool } from '../../adapters/postgres/pool.js';
import type { Environment } from '../../config/environment.js';
import { readConfig } from '../../config/config.js';
import { readDesk } from './desk-file.js';
import { openIssuerKey } from './issuer-key.js';

/** Signs tokens for people of the running desk's directory, for local use. */
export interface LocalTokens {
  readonly api: string;
  /** Throws with one line when nobody has this login. */
  readonly of: (login: string) => Promise<string>;
}

const validFor = '12h';

/** Throws with one line when no desk runs here, or when it trusts another issuer than the local one. */
export const openLocalTokens = async (env: Environment): Promise<LocalTokens> => {
  const config = readConfig(env);
  const desk = readDesk(config.dataDir);
  if (desk === null) throw new Error(`No desk runs on ${config.dataDir}: start one with "npm start"`);
  if (config.issuer !== null)
    throw new Error('This desk trusts another issuer (JWT_ISSUER): ask that one for a token');
  const key = await openIssuerKey(config.dataDir);
  const { JWT_ISSUER: issuer = '', JWT_AUDIENCE: audience = config.audience, DATABASE_URL = '' } = desk.env;
  return {
    api: desk.api,
    of: async (login) => {
      const pool = createPool(DATABASE_URL, { max: 1 });
      try {
        const people = (await localPeople(pool, issuer)).filter(({ active }) => active);
        const person = people.find(({ id }) => id === login);
        if (person === undefined)
          throw new Error(`Nobody is called "${login}"; there are: ${people.map(({ id }) => id).join(', ')}`);
        return await key.sign({ subject: person.subject, issuer, audience, validFor });
      } finally {
        await pool.end();
      }
    },
  };
};
