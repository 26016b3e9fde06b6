interface Target {
  baseUrl: string;
  /** Its slug. */
  project: string;
  agentId: string;
}

interface Snippet {
  name: string;
  label: string;
  code: (target: Target) => string;
}

/** Programs that ask an agent, ready to be copied. The key comes from the environment, so that none ends up in code. */
export const SNIPPETS: readonly Snippet[] = [
  {
    name: 'curl',
    label: 'curl',
    code: ({ baseUrl, agentId }) => `curl ${baseUrl}/api/v1/agents/${agentId}/query \\
  -H "Authorization: Bearer $RAGKEEP_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"message": "Hello"}'`,
  },
  {
    name: 'sdk',
    label: 'JavaScript',
    code: ({ baseUrl, agentId }) => `import { Ragkeep } from '@ragkeep/sdk';

const ragkeep = new Ragkeep({
  baseUrl: '${baseUrl}',
  apiKey: process.env.RAGKEEP_API_KEY,
});

const events = ragkeep.queryAgentStream('${agentId}', { message: 'Hello' });
for await (const { event, data } of events) {
  if (event === 'token') process.stdout.write(data.text);
  if (event === 'done') console.log(data.citations);
}`,
  },
  {
    name: 'openai',
    label: 'OpenAI client',
    code: ({ baseUrl, project, agentId }) => `import os
from openai import OpenAI

client = OpenAI(base_url="${baseUrl}/v1", api_key=os.environ["RAGKEEP_API_KEY"])

answer = client.chat.completions.create(
    model="${project}/${agentId}",
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.choices[0].message.content)`,
  },
];
