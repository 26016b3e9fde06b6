import type { IAllExecuteFunctions, IHttpRequestMethods, JsonObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import { formOf } from './form';
import type { Call, Json } from './operations';

interface ErrorBody {
  message?: string;
  code?: string;
  request_id?: string;
}

/** Sends a call with the node's credential. Refusals become errors in the server's own words. */
export async function send(node: IAllExecuteFunctions, call: Call, itemIndex = 0): Promise<Json> {
  const { baseUrl } = await node.getCredentials<{ baseUrl: string }>('ragkeepApi');
  const form = call.file ? formOf(call.file, call.body ?? {}, `ragkeep-${Date.now()}-${Math.random()}`) : null;
  let answer: { statusCode: number; body: unknown };
  try {
    answer = await node.helpers.httpRequestWithAuthentication.call(node, 'ragkeepApi', {
      method: call.method as IHttpRequestMethods,
      url: `${baseUrl.replace(/\/+$/, '')}/api/v1${call.path}`,
      qs: call.query as JsonObject | undefined,
      body: form?.body ?? (call.body as JsonObject | undefined),
      headers: { Accept: 'application/json', ...(form ? { 'Content-Type': form.type } : {}) },
      json: form === null,
      returnFullResponse: true,
      ignoreHttpStatusErrors: true,
    });
  } catch (error) {
    throw new NodeApiError(node.getNode(), error as JsonObject, { itemIndex });
  }
  const body = parsed(answer);
  if (body && answer.statusCode < 400) return body;
  const { message, code, request_id } = (body ?? {}) as ErrorBody;
  throw new NodeApiError(node.getNode(), (body ?? {}) as JsonObject, {
    message: message ?? `No answer of a Ragkeep server (status ${answer.statusCode})`,
    description: code ? `${code} (request ${request_id})` : 'Is the address in the credential right?',
    httpCode: String(answer.statusCode),
    itemIndex,
  });
}

/** Answers to forms come as text. Null: no JSON, so it comes from something else than Ragkeep. */
function parsed({ statusCode, body }: { statusCode: number; body: unknown }): Json | null {
  if (statusCode === 204) return {};
  if (typeof body === 'object' && body !== null) return body as Json;
  try {
    return JSON.parse(String(body)) as Json;
  } catch {
    return null;
  }
}
