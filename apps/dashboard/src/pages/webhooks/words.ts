export const EVENTS = [
  { value: 'job.succeeded', label: 'A job succeeded' },
  { value: 'job.failed', label: 'A job failed' },
  { value: 'job.cancelled', label: 'A job was cancelled' },
] as const;
