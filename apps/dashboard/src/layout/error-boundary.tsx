import { Button, Stack } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Problem } from '../components/problem.tsx';
import { queryClient } from './query-client.ts';

interface State {
  /** What was thrown; null: nothing. */
  thrown: { error: unknown } | null;
}

interface Props {
  children: ReactNode;
  /** Where one is: going elsewhere leaves the failure behind. */
  path?: string;
}

/** Keeps a failure of one page from taking the frame with it. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { thrown: null };

  static getDerivedStateFromError(error: unknown): State {
    return { thrown: { error } };
  }

  override componentDidUpdate({ path }: Props): void {
    if (path !== this.props.path && this.state.thrown) this.setState({ thrown: null });
  }

  override render(): ReactNode {
    if (!this.state.thrown) return this.props.children;
    return (
      <Stack maw={560} align="flex-start">
        <Problem error={this.state.thrown.error} onRetry={this.#retry} />
        {/* A newer version of the dashboard may have taken the place of the one that this page is of. */}
        <Button variant="default" onClick={() => location.reload()}>
          Reload the page
        </Button>
      </Stack>
    );
  }

  #retry = (): void => {
    void queryClient.resetQueries({ predicate: ({ state }) => state.status === 'error' });
    this.setState({ thrown: null });
  };
}
