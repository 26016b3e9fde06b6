import type { Db } from '../../platform/db/index.ts';
import { ApiError } from '../../platform/errors.ts';
import { createLlm, guardedFetch, type Llm } from '../../platform/llm/index.ts';
import type { SafeStream } from '../../platform/safe-fetch/index.ts';
import type { Credentials } from '../credentials/index.ts';
import { headersOf } from './headers.ts';
import { findProvider } from './store.ts';

export interface Models {
  /**
   * The language model of a provider, or the server's own where there is no id; null: the server has none.
   *
   * @throws ApiError `answerer_failed` for a provider that is gone: what somebody wanted answered by one model is not sent to another
   */
  of(tenantId: string, providerId: string | null): Promise<Llm | null>;
}

export interface ModelDeps {
  db: Db;
  stream: SafeStream;
  credentials: Credentials;
  /** The server's own. */
  llm: Llm | null;
  /** Around each that is made. */
  watched: (llm: Llm) => Llm;
}

/** A provider's row is read for each question, so that changes hold at once; a client of it keeps no connection and costs nothing. */
export function createModels({ db, stream, credentials, llm, watched }: ModelDeps): Models {
  return {
    async of(tenantId, providerId) {
      if (providerId === null) return llm;
      const row = await findProvider(db, tenantId, providerId);
      if (!row) {
        const reason = 'The language model that the agent answers with is gone; whoever manages it can choose another';
        throw new ApiError('answerer_failed', { reason });
      }
      const fetch = guardedFetch(stream, headersOf(credentials, row));
      return watched(createLlm({ baseUrl: row.base_url, apiKey: null, model: row.model, fetch }));
    },
  };
}
