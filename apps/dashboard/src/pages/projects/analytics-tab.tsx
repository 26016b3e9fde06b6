import { UsagePanel } from '../analytics/usage-panel.tsx';
import type { ProjectTabProps } from './project-tab.ts';

export default function AnalyticsTab({ project }: ProjectTabProps) {
  return <UsagePanel projectId={project.id} />;
}
