import type { INodeProperties } from 'n8n-workflow';

const displayOptions = { show: { resource: ['question'], operation: ['ask'] } };

export const questionProperties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['question'] } },
    options: [
      {
        name: 'Ask',
        value: 'ask',
        description: 'Answer from the documents of an agent’s project, with citations',
        action: 'Ask a question',
      },
    ],
    default: 'ask',
  },
  {
    displayName: 'Agent Name or ID',
    name: 'agentId',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getAgents' },
    default: '',
    required: true,
    displayOptions,
    description:
      'Who answers; each project is born with one agent. The list needs a key with the scope agents:read. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
  },
  {
    displayName: 'Question',
    name: 'message',
    type: 'string',
    typeOptions: { rows: 2 },
    default: '',
    required: true,
    displayOptions,
    description: 'What to ask',
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    displayOptions,
    options: [
      {
        displayName: 'Citation Style',
        name: 'citation_style',
        type: 'options',
        options: [
          { name: 'Footnotes', value: 'footnotes', description: 'Numbers, with a list of the sources below' },
          { name: 'None', value: 'none', description: 'Only in the field citations' },
          { name: 'Numbers', value: 'numbers', description: 'As [1] in the text' },
        ],
        default: 'numbers',
      },
      {
        displayName: 'Conversation ID',
        name: 'conversation_id',
        type: 'string',
        default: '',
        description: 'The conversation_id of the answer before, to go on with that conversation',
      },
      {
        displayName: 'Filter',
        name: 'filter',
        type: 'json',
        default: '{}',
        description: 'Conditions on the documents’ metadata, such as {"lang": ["en", "de"], "year": {"gte": 2020}}',
      },
      {
        displayName: 'Store',
        name: 'store',
        type: 'boolean',
        default: true,
        description: 'Whether to keep question and answer as a conversation',
      },
      {
        displayName: 'User ID',
        name: 'user_id',
        type: 'string',
        default: '',
        description: 'Who asks: the ID of a user in Ragkeep, or your own. What is remembered about them is used.',
      },
    ],
  },
];
