import { Page } from '../../components/page.tsx';
import { useMe } from '../../session/use-me.ts';

export default function HomePage() {
  const { tenant } = useMe();
  return <Page title={tenant.name}>Welcome.</Page>;
}
