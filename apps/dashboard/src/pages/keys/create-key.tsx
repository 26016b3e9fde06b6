import { Modal } from '@mantine/core';
import type { CreatedApiKey } from '@ragkeep/sdk';
import { useState } from 'react';
import { SecretOnce } from '../../components/secret-once.tsx';
import { CreateKeyForm, type KeyOrigin } from './create-key-form.tsx';
import { TryIt } from './try-it.tsx';

interface CreateKeyProps extends KeyOrigin {
  opened: boolean;
  onClose: () => void;
}

/** A new key: what it is for, what it may do, and then the only sight of its secret. */
export default function CreateKey(props: CreateKeyProps) {
  const [made, setMade] = useState<CreatedApiKey | null>(null);
  const close = () => {
    props.onClose();
    setMade(null);
  };
  return (
    <Modal
      opened={props.opened}
      onClose={close}
      title={made ? `The key “${made.name}”` : 'Create an API key'}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={!made}
      withCloseButton={!made}
    >
      {made ? (
        <SecretOnce
          what="key"
          value={made.raw_key}
          onDone={close}
          {...(made.recoverable ? { again: 'You can show it again later, and each time is in the audit log.' } : {})}
        >
          <TryIt apiKey={made} />
        </SecretOnce>
      ) : (
        <CreateKeyForm {...props} onMade={setMade} onCancel={close} />
      )}
    </Modal>
  );
}
