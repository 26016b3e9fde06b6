import { Center, Loader } from '@mantine/core';

/** Stands there while what is to be shown comes. */
export function Waiting() {
  return (
    <Center mih="60vh">
      <Loader aria-label="Loading" />
    </Center>
  );
}
