import { KeysPanel } from '../keys/keys-panel.tsx';
import type { ProjectTabProps } from './project-page.tsx';

export default function KeysTab({ project }: ProjectTabProps) {
  return <KeysPanel projectId={project.id} />;
}
