import type { INodeProperties } from 'n8n-workflow';
import { documentProperties } from './document';
import { jobProperties } from './job';
import { memoryProperties } from './memory';
import { passageProperties } from './passage';
import { projectProperties } from './project';
import { questionProperties } from './question';

/** What people fill in, by resource; `operations.ts` says what becomes of it. */
export const properties: INodeProperties[] = [
  {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'Document', value: 'document' },
      { name: 'Job', value: 'job' },
      { name: 'Memory', value: 'memory' },
      { name: 'Passage', value: 'passage' },
      { name: 'Project', value: 'project' },
      { name: 'Question', value: 'question' },
    ],
    default: 'question',
  },
  ...documentProperties,
  ...jobProperties,
  ...memoryProperties,
  ...passageProperties,
  ...projectProperties,
  ...questionProperties,
];
