import { useLocation } from 'wouter';
import { Page } from '../../components/page.tsx';
import { EmbedForm } from './embed-form.tsx';

export default function NewEmbedPage() {
  const [, go] = useLocation();
  return (
    <Page title="Create a widget" crumbs={[{ label: 'Embeds', href: '/embeds' }]}>
      <EmbedForm onSaved={({ id }) => go(`/embeds/${id}`)} />
    </Page>
  );
}
