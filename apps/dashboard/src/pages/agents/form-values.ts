import type { AgentVersion } from '@ragkeep/sdk';

export type Settings = AgentVersion['settings'];

/** Settings as a form holds them: numbers may be empty, and what is an object is text. */
export interface Values extends Omit<Settings, 'temperature' | 'model' | 'filter'> {
  temperature: number | '';
  model: string;
  filter: string;
}

export const valuesOf = ({ temperature, model, filter, ...settings }: Settings): Values => ({
  ...settings,
  temperature: temperature ?? '',
  model: model ?? '',
  filter: filter === null ? '' : JSON.stringify(filter, null, 2),
});

export const settingsOf = ({ temperature, model, filter, ...values }: Values): Settings => ({
  ...values,
  temperature: temperature === '' ? null : temperature,
  model: model.trim() === '' ? null : model,
  filter: filter.trim() === '' ? null : (JSON.parse(filter) as Record<string, unknown>),
});

/** Whether a text is empty or a JSON object. */
export function isObjectText(text: string): boolean {
  if (text.trim() === '') return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
