import type {
  IAuthenticateGeneric,
  ICredentialTestRequest,
  ICredentialType,
  Icon,
  INodeProperties,
} from 'n8n-workflow';

export class RagkeepApi implements ICredentialType {
  name = 'ragkeepApi';

  displayName = 'Ragkeep API';

  icon: Icon = { light: 'file:../icons/ragkeep.svg', dark: 'file:../icons/ragkeep.dark.svg' };

  documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-ragkeep';

  properties: INodeProperties[] = [
    {
      displayName: 'Server',
      name: 'baseUrl',
      type: 'string',
      default: 'http://127.0.0.1:3000',
      required: true,
      description: 'Where the Ragkeep server is, as this n8n reaches it. From a container 127.0.0.1 is the container.',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'A key with the scopes that the workflow needs, such as ingest and query',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } },
  };

  test: ICredentialTestRequest = {
    request: { baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "")}}', url: '/api/v1/auth/me' },
  };
}
