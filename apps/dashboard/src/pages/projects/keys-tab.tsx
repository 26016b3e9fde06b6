import { KeysPanel } from '../keys/keys-panel.tsx';
import type { ProjectTabProps } from './project-tab.ts';

export default function KeysTab({ project }: ProjectTabProps) {
  return <KeysPanel projectId={project.id} />;
}
