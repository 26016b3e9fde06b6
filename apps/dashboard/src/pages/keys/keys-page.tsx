import { Anchor } from '@mantine/core';
import { Page } from '../../components/page.tsx';
import { KeysPanel } from './keys-panel.tsx';

export default function KeysPage() {
  return (
    <Page
      title="API keys"
      about={
        <>
          Each opens what you say, and is shown once. How to use them:{' '}
          <Anchor href="/api/docs" target="_blank" rel="noopener noreferrer" underline="always">
            API reference
          </Anchor>
        </>
      }
    >
      <KeysPanel />
    </Page>
  );
}
