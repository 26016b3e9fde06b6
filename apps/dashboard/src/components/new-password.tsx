import { PasswordInput, Progress, Text } from '@mantine/core';
import type { ComponentProps } from 'react';

/** The server's least (`password` of the contract). */
const MIN_PASSWORD = 8;

interface Strength {
  percent: number;
  color: string;
  words: string;
}

/**
 * A hint and no rule: length is what counts (NIST SP 800-63B, appendix A), and characters that repeat count little.
 */
function strengthOf(password: string): Strength {
  const different = new Set(password).size;
  const weight = Math.min(password.length, different * 2);
  if (password.length < MIN_PASSWORD) return { percent: 15, color: 'red', words: 'Too short' };
  if (weight < 12) return { percent: 40, color: 'orange', words: 'Weak: longer is better' };
  if (weight < 16) return { percent: 70, color: 'yellow', words: 'Fair' };
  return { percent: 100, color: 'teal', words: 'Strong' };
}

type NewPasswordProps = Omit<ComponentProps<typeof PasswordInput>, 'value' | 'description' | 'autoComplete'> & {
  value: string;
};

/** A password that somebody chooses, with a hint on how strong it is. */
export function NewPassword({ value, ...props }: NewPasswordProps) {
  const { percent, color, words } = strengthOf(value);
  return (
    <div>
      <PasswordInput
        label="Password"
        required
        {...props}
        value={value}
        autoComplete="new-password"
        description={`At least ${MIN_PASSWORD} characters. A few words that do not belong together are strong.`}
      />
      <Progress value={value === '' ? 0 : percent} color={color} size={4} mt={6} aria-hidden />
      <Text size="xs" c="dimmed" mt={2} mih="1.4em" aria-live="polite">
        {value === '' ? '' : words}
      </Text>
    </div>
  );
}

/** For a form's validation. */
export const checkNewPassword = (value: string): string | null =>
  value.length < MIN_PASSWORD ? `At least ${MIN_PASSWORD} characters` : null;
