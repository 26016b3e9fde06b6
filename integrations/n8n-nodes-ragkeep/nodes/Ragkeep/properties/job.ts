import type { INodeProperties } from 'n8n-workflow';

export const jobProperties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['job'] } },
    options: [
      { name: 'Get', value: 'get', description: 'Say how a job stands', action: 'Get a job' },
      { name: 'Wait', value: 'wait', description: 'Go on when the job is done', action: 'Wait for a job' },
    ],
    default: 'get',
  },
  {
    displayName: 'Job ID',
    name: 'jobId',
    type: 'string',
    default: '={{ $json.id }}',
    required: true,
    displayOptions: { show: { resource: ['job'] } },
    description: 'As answered by the operation that began it',
  },
  {
    displayName: 'Timeout (Seconds)',
    name: 'timeout',
    type: 'number',
    default: 300,
    displayOptions: { show: { resource: ['job'], operation: ['wait'] } },
    description: 'How long to wait. The job goes on afterwards all the same.',
  },
];
