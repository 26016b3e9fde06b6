import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeConnectionTypes, NodeOperationError, sleep } from 'n8n-workflow';
import { getAgents, getProjects } from './loadOptions';
import { type Context, OPERATIONS } from './operations';
import { properties } from './properties';
import { send } from './server';

export class Ragkeep implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Ragkeep',
    name: 'ragkeep',
    icon: { light: 'file:../../icons/ragkeep.svg', dark: 'file:../../icons/ragkeep.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Bring documents into Ragkeep, search them, and ask questions that are answered with citations',
    defaults: { name: 'Ragkeep' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'ragkeepApi', required: true }],
    properties,
  };

  methods = { loadOptions: { getAgents, getProjects } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const output: INodeExecutionData[] = [];
    for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
      try {
        const resource = this.getNodeParameter('resource', itemIndex) as string;
        const operation = this.getNodeParameter('operation', itemIndex) as string;
        const run = OPERATIONS[resource]?.[operation];
        if (!run) throw new NodeOperationError(this.getNode(), `There is no ${operation} of a ${resource}`);
        const result = (await run(contextOf(this, itemIndex))) as JsonObject | JsonObject[];
        const data = this.helpers.returnJsonArray(result);
        output.push(...this.helpers.constructExecutionMetaData(data, { itemData: { item: itemIndex } }));
      } catch (error) {
        if (!this.continueOnFail()) {
          throw error instanceof NodeOperationError
            ? new NodeOperationError(this.getNode(), error, { itemIndex })
            : new NodeApiError(this.getNode(), error as JsonObject, { itemIndex });
        }
        output.push({ json: { error: (error as Error).message }, pairedItem: { item: itemIndex } });
      }
    }
    return [output];
  }
}

function contextOf(node: IExecuteFunctions, itemIndex: number): Context {
  return {
    parameter: <T>(name: string) => node.getNodeParameter(name, itemIndex) as T,
    request: (call) => send(node, call, itemIndex),
    async file(field) {
      const { fileName, mimeType } = node.helpers.assertBinaryData(itemIndex, field);
      return {
        name: fileName ?? 'file',
        type: mimeType,
        data: await node.helpers.getBinaryDataBuffer(itemIndex, field),
      };
    },
    sleep,
    failure: (message, description) => new NodeOperationError(node.getNode(), message, { description, itemIndex }),
  };
}
