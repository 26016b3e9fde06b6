import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** The project, chosen from those the key may see. */
export const projectOf = (displayOptions: IDisplayOptions): INodeProperties => ({
  displayName: 'Project Name or ID',
  name: 'projectId',
  type: 'options',
  typeOptions: { loadOptionsMethod: 'getProjects' },
  default: '',
  required: true,
  displayOptions,
  description:
    'An ID or slug; the list needs a key with the scope projects:read. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
});

/** How much of a list comes. */
export const howMany = (displayOptions: IDisplayOptions): INodeProperties[] => [
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    displayOptions,
    description: 'Whether to return all results or only up to a given limit',
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    displayOptions: { show: { ...displayOptions.show, returnAll: [false] } },
    description: 'Max number of results to return',
  },
];
