import type { INodeProperties } from 'n8n-workflow';
import { projectOf } from './shared';

const displayOptions = { show: { resource: ['passage'], operation: ['search'] } };

export const passageProperties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['passage'] } },
    options: [
      {
        name: 'Search',
        value: 'search',
        description: 'Find the passages of a project that fit a query best',
        action: 'Search passages',
      },
    ],
    default: 'search',
  },
  projectOf(displayOptions),
  {
    displayName: 'Query',
    name: 'query',
    type: 'string',
    default: '',
    required: true,
    displayOptions,
    description: 'Words or a question',
  },
  {
    displayName: 'Number of Passages',
    name: 'topK',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 100 },
    default: 10,
    displayOptions,
    description: 'How many passages to return at most',
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
        displayName: 'Filter',
        name: 'filter',
        type: 'json',
        default: '{}',
        description: 'Conditions on the documents’ metadata, such as {"lang": ["en", "de"], "year": {"gte": 2020}}',
      },
      {
        displayName: 'Mode',
        name: 'mode',
        type: 'options',
        options: [
          { name: 'Hybrid', value: 'hybrid', description: 'By words and meaning together' },
          { name: 'Lexical', value: 'lexical', description: 'By words' },
          { name: 'Semantic', value: 'semantic', description: 'By meaning' },
        ],
        default: 'hybrid',
      },
    ],
  },
];
