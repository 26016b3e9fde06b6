import type { INodeProperties } from 'n8n-workflow';
import { howMany } from './shared';

export const projectProperties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['project'] } },
    options: [
      {
        name: 'Get Many',
        value: 'getAll',
        description: 'List the projects that the key may see',
        action: 'Get many projects',
      },
    ],
    default: 'getAll',
  },
  ...howMany({ show: { resource: ['project'], operation: ['getAll'] } }),
];
