import type { INodeProperties } from 'n8n-workflow';

const of = (operation: string) => ({ show: { resource: ['memory'], operation: [operation] } });

export const memoryProperties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['memory'] } },
    options: [
      { name: 'Add', value: 'add', description: 'Remember something about a user', action: 'Add a memory' },
      { name: 'Query', value: 'query', description: 'Find what is remembered about a user', action: 'Query memory' },
    ],
    default: 'add',
  },
  {
    displayName: 'User ID',
    name: 'userId',
    type: 'string',
    default: '',
    required: true,
    displayOptions: { show: { resource: ['memory'] } },
    description: 'The ID of a user in Ragkeep, or your own, which is made a user if it is new',
  },
  {
    displayName: 'Text',
    name: 'text',
    type: 'string',
    typeOptions: { rows: 3 },
    default: '',
    required: true,
    displayOptions: of('add'),
    description: 'What to remember',
  },
  {
    displayName: 'Query',
    name: 'query',
    type: 'string',
    default: '',
    required: true,
    displayOptions: of('query'),
    description: 'What to look for',
  },
  {
    displayName: 'Number of Memories',
    name: 'topK',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 10,
    displayOptions: of('query'),
    description: 'How many memories to return at most',
  },
];
