import { RagkeepError } from '@ragkeep/sdk';
import { Problem } from './problem.tsx';

interface Issue {
  path: string;
  message: string;
}

function issuesOf(error: unknown): readonly Issue[] {
  if (!(error instanceof RagkeepError) || error.status !== 400) return [];
  const { issues } = error.details;
  return Array.isArray(issues) ? (issues as Issue[]) : [];
}

/** `allowed_cidrs.0` is shown at `allowed_cidrs`. */
const fieldOf = ({ path }: Issue): string => path.split(/[.[]/)[0] ?? '';

/** What a refused form says at each of its fields: `{ name: 'must not be empty' }`. For Mantine's `form.setErrors`. */
export function fieldErrors(error: unknown): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const issue of issuesOf(error)) errors[fieldOf(issue)] ??= issue.message;
  return errors;
}

/** For a mutation that a form sends: what the server says against it stands at its fields. */
export const atFields = (form: { setErrors: (errors: Record<string, string>) => void }) => ({
  onError: (error: unknown) => form.setErrors(fieldErrors(error)),
});

interface FormProblemProps {
  error: unknown;
  /** The fields that show what is wrong with them. */
  fields: readonly string[];
}

/** What is wrong and stands at no field. */
export function FormProblem({ error, fields }: FormProblemProps) {
  if (!error) return null;
  const issues = issuesOf(error);
  if (issues.length > 0 && issues.every((issue) => fields.includes(fieldOf(issue)))) return null;
  return <Problem error={error} />;
}
