import { KeysPanel } from '../keys/keys-panel.tsx';

/** By itself, so that the agent’s page loads it only when its tab is opened. */
export default function KeysOfAgent({ agentId }: { agentId: string }) {
  return <KeysPanel agentId={agentId} />;
}
