import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import type { Project } from '@ragkeep/sdk';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { Problem } from '../../components/problem.tsx';
import { useChange } from '../../components/use-change.ts';
import { ragkeep } from '../../session/session.ts';

interface DeleteProjectProps {
  project: Project;
  opened: boolean;
  onClose: () => void;
}

/** Asks for the name to be typed, since so much goes with a project. */
export function DeleteProject({ project, opened, onClose }: DeleteProjectProps) {
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const remove = useChange(() => ragkeep.deleteProject(project.id), {
    invalidates: [['projects', 'list'], ['api-keys']],
    done: `${project.name} is deleted`,
    onDone: () => navigate('/projects'),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === project.name) remove.mutate(undefined);
  };
  return (
    <Modal opened={opened} onClose={onClose} title={`Delete ${project.name}`} centered>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            This deletes {project.documents.toLocaleString()} {project.documents === 1 ? 'document' : 'documents'} and
            everything else in the project. It cannot be undone.
          </Text>
          <TextInput
            label={`Type “${project.name}” to confirm`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
          {remove.error && <Problem error={remove.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={remove.isPending} disabled={typed !== project.name}>
              Delete the project
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
