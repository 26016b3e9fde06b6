// Made by `npm run generate` from the contract. Do not edit.
import type { EventOf } from '../event-stream.ts';
import type { Pages } from '../pages.ts';
import type { Call, CallOptions } from '../options.ts';
import type * as T from './types.ts';

const segment = encodeURIComponent;

/** One method for each operation of the API. */
export abstract class Operations {
  protected abstract json<T>(call: Call, options?: CallOptions): Promise<T>;
  protected abstract pages<Item>(call: Call, options?: CallOptions): Pages<Item>;
  protected abstract events<Events>(call: Call, options?: CallOptions): AsyncGenerator<EventOf<Events>, void>;
  abstract request(path: string, call?: Partial<Omit<Call, 'path'>>, options?: CallOptions): Promise<Response>;

  /**
   * Accept an invitation.
   *
   * Sets the password; then log in.
   *
   * Needs no credential.
   */
  acceptInvite(body: T.AcceptInviteBody, options?: CallOptions): Promise<void> {
    return this.json({ method: 'POST', path: '/auth/invites/accept', body }, options);
  }

  /**
   * Add messages to a conversation.
   *
   * One message, or with `messages` up to 100 of them, all or none. They are kept as they are: for an answer ask the agent. A conversation holds 2000 messages.
   *
   * Needs the scope `conversations:write`.
   */
  addMessages(id: string, body: T.AddMessagesBody, options?: CallOptions): Promise<T.AddMessagesResult> {
    return this.json({ method: 'POST', path: `/conversations/${segment(id)}/messages`, body, idempotent: true }, options);
  }

  /**
   * Add messages to a thread.
   *
   * One message, or with `messages` up to 100 of them, all or none. They are kept as they are: for an answer ask the agent. A conversation holds 2000 messages.
   *
   * Needs the scope `conversations:write`.
   */
  addThreadMessages(project: string, id: string, body: T.AddThreadMessagesBody, options?: CallOptions): Promise<T.AddThreadMessagesResult> {
    return this.json({ method: 'POST', path: `/projects/${segment(project)}/threads/${segment(id)}/messages`, body, idempotent: true }, options);
  }

  /**
   * Approve an app.
   *
   * Grants what the app asked for, or what is named here instead. Nobody grants what they do not hold, and the app keeps it only as long as the member who granted it does. Approving an approved app changes what it may do.
   *
   * Needs the scope `apps:write`.
   */
  approveApp(id: string, body?: T.ApproveAppBody, options?: CallOptions): Promise<T.App> {
    return this.json({ method: 'POST', path: `/apps/${segment(id)}/approve`, body }, options);
  }

  /**
   * Begin with a second factor.
   *
   * Nothing is asked for at login until a first code confirms that the authenticator app works.
   *
   * Needs any valid credential.
   */
  beginTotp(body: T.BeginTotpBody, options?: CallOptions): Promise<T.BeginTotpResult> {
    return this.json({ method: 'POST', path: '/auth/totp', body }, options);
  }

  /**
   * Cancel a job.
   *
   * Documents that were not begun are left out and their files deleted; what is already searchable stays. A conversion leaves no result.
   *
   * Needs the scope `jobs:write` or `ingest`.
   */
  cancelJob(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/jobs/${segment(id)}` }, options);
  }

  /**
   * Change your e-mail address.
   *
   * Mails a link to the new address, good for 24 hours, and a notice to the present one, which stays until the link is used.
   *
   * Needs any valid credential.
   */
  changeEmail(body: T.ChangeEmailBody, options?: CallOptions): Promise<void> {
    return this.json({ method: 'POST', path: '/auth/email', body }, options);
  }

  /**
   * Change your password.
   *
   * Ends all your other sessions.
   *
   * Needs any valid credential.
   */
  changePassword(body: T.ChangePasswordBody, options?: CallOptions): Promise<void> {
    return this.json({ method: 'POST', path: '/auth/password', body }, options);
  }

  /**
   * Compare an evaluation with another.
   *
   * By the questions that both have, with the same expectations. Whether a difference may be chance is said by the p-value of a sign test on these pairs.
   *
   * Needs the scope `agents:read`.
   */
  compareEvaluations(project: string, id: string, query?: T.CompareEvaluationsQuery, options?: CallOptions): Promise<T.EvaluationComparison> {
    return this.json({ method: 'GET', path: `/projects/${segment(project)}/evaluations/${segment(id)}/comparison`, query }, options);
  }

  /**
   * Confirm a new e-mail address with a mailed link.
   *
   * Needs no credential.
   */
  confirmEmail(body: T.ConfirmEmailBody, options?: CallOptions): Promise<void> {
    return this.json({ method: 'POST', path: '/auth/email/confirm', body }, options);
  }

  /**
   * Turn the second factor on with a first code.
   *
   * Needs any valid credential.
   */
  confirmTotp(body: T.ConfirmTotpBody, options?: CallOptions): Promise<T.ConfirmTotpResult> {
    return this.json({ method: 'POST', path: '/auth/totp/confirm', body }, options);
  }

  /**
   * Create an agent.
   *
   * Needs the scope `agents:write`.
   */
  createAgent(body: T.CreateAgentBody, options?: CallOptions): Promise<T.Agent> {
    return this.json({ method: 'POST', path: '/agents', body, idempotent: true }, options);
  }

  /**
   * Create a key.
   *
   * A key never holds more than the one that makes it. Without `scopes` it gets those of its maker, less `tenant:*`, `keys:*` and `members:*`.
   *
   * Needs the scope `keys:write`.
   */
  createApiKey(body: T.CreateApiKeyBody, options?: CallOptions): Promise<T.CreatedApiKey> {
    return this.json({ method: 'POST', path: '/api-keys', body, idempotent: true }, options);
  }

  /**
   * Register a local app.
   *
   * The app asks for `scopes`, and may do nothing until they are granted: with `POST /apps/{id}/approve`, or in the dashboard, which shows the apps that have asked.
   *
   * Needs the scope `apps:write`.
   */
  createApp(body: T.CreateAppBody, options?: CallOptions): Promise<T.AppWithSecret> {
    return this.json({ method: 'POST', path: '/apps', body, idempotent: true }, options);
  }

  /**
   * Ask in the form of a chat completion.
   *
   * Answers the last `user` message from the documents of the model’s project. Messages before it are the conversation; `system` and `developer` messages are added to the agent’s instructions. Nothing is kept.
   *
   * With `stream`, chunks come as server-sent events up to `[DONE]`; the last one with a choice carries `citations` and `refused`. A failure in the middle is an event with an `error`, and no `[DONE]` follows.
   *
   * Tools are passed on to the language model; without one (extractive answers) they are left out, and what cannot be done without one (`tool_choice: required`, JSON) is refused. Fields that are not named here are ignored.
   *
   * Needs the scope `query`.
   */
  createChatCompletion(body: T.CreateChatCompletionBody, options?: CallOptions): Promise<T.OpenAiChatCompletion> {
    return this.json({ method: 'POST', path: '/openai/chat/completions', body }, options);
  }

  /**
   * Begin a conversation.
   *
   * The project may be left out where the agent tells it. A key that is limited to one project, or one agent, need not name it.
   *
   * Needs the scope `conversations:write`.
   */
  createConversation(body: T.CreateConversationBody, options?: CallOptions): Promise<T.Conversation> {
    return this.json({ method: 'POST', path: '/conversations', body, idempotent: true }, options);
  }

  /**
   * Store a credential.
   *
   * A secret with which pages outside are fetched; it is no key of this API. It is encrypted, sent to its `hosts` only, and never shown again.
   *
   * Needs the scope `credentials:write`.
   */
  createCredential(body: T.CreateCredentialBody, options?: CallOptions): Promise<T.Credential> {
    return this.json({ method: 'POST', path: '/credentials', body, idempotent: true }, options);
  }

  /**
   * Create a chat widget.
   *
   * Anybody who visits a page of one of its `origins` may ask its agent, without a key. Whoever gives that away must hold `query` themselves. A tenant has at most 200.
   *
   * Needs the scope `embeds:write`.
   */
  createEmbed(body: T.CreateEmbedBody, options?: CallOptions): Promise<T.Embed> {
    return this.json({ method: 'POST', path: '/embeds', body, idempotent: true }, options);
  }

  /**
   * Turn text into vectors.
   *
   * By the encoder with which this server stores documents. Vectors have length 1; a text longer than the encoder reads is the mean of its parts.
   *
   * Needs the scope `query`.
   */
  createEmbedding(body: T.CreateEmbeddingBody, options?: CallOptions): Promise<T.OpenAiEmbeddings> {
    return this.json({ method: 'POST', path: '/openai/embeddings', body }, options);
  }

  /**
   * Evaluate an agent.
   *
   * Asks each question, and compares what is found and answered with what is expected. Needs `query` as well, since it asks. Questions have no user and no conversation, and nothing of them is remembered.
   *
   * Needs the scope `agents:write`.
   */
  createEvaluation(project: string, body: T.CreateEvaluationBody, options?: CallOptions): Promise<T.Evaluation> {
    return this.json({ method: 'POST', path: `/projects/${segment(project)}/evaluations`, body, idempotent: true }, options);
  }

  /**
   * Convert a file.
   *
   * Reads one file of any kind we know into Markdown, JSON, JSONL and text; with `project_id` it becomes a document of that project as well. The file’s pages are taken from the month’s when the job is made, and given back if it fails.
   *
   * Needs the scope `jobs:write` or `ingest`.
   */
  createJob(body: T.CreateJobUpload, options?: CallOptions): Promise<T.Job> {
    return this.json({ method: 'POST', path: '/jobs', body, idempotent: true }, options);
  }

  /**
   * Add a member with a password.
   *
   * They can log in at once. Nobody appoints a role that may do more than they may; owners are appointed by owners, or by a key with `tenant:admin` that no member answers for. A key that is bound to addresses, or that ends, appoints nobody.
   *
   * Needs the scope `members:write`.
   */
  createMember(body: T.CreateMemberBody, options?: CallOptions): Promise<T.Member> {
    return this.json({ method: 'POST', path: '/members', body, idempotent: true }, options);
  }

  /**
   * Remember messages, a text or facts.
   *
   * About one user, who is made if the `external_id` is new. What says the same is merged, and a fact such as “lives in …” supersedes the older one. Messages are kept word for word; where a language model is configured, facts are extracted from them behind the answer.
   *
   * Needs the scope `memory:write`.
   */
  createMemories(body: T.CreateMemoriesBody, options?: CallOptions): Promise<T.CreateMemoriesResult> {
    return this.json({ method: 'POST', path: '/memory', body, idempotent: true }, options);
  }

  /**
   * Create a project.
   *
   * It is born with one agent. Without a `slug` one is made from the name.
   *
   * Needs the scope `projects:write`.
   */
  createProject(body: T.CreateProjectBody, options?: CallOptions): Promise<T.Project> {
    return this.json({ method: 'POST', path: '/projects', body, idempotent: true }, options);
  }

  /**
   * Set up a provider.
   *
   * An endpoint that speaks as OpenAI’s chat completions do. Agents answer with it where their `provider_id` names it. Using a credential takes `credentials:read`. A tenant has at most 100 providers.
   *
   * Needs the scope `agents:write`.
   */
  createProvider(body: T.CreateProviderBody, options?: CallOptions): Promise<T.Provider> {
    return this.json({ method: 'POST', path: '/providers', body, idempotent: true }, options);
  }

  /**
   * Add a source and visit it.
   *
   * The first visit starts at once. Pages are asked for only if they changed, and a document whose page is gone is removed.
   *
   * Needs the scope `ingest`.
   */
  createSource(project: string, body: T.CreateSourceBody, options?: CallOptions): Promise<T.Source> {
    return this.json({ method: 'POST', path: `/projects/${segment(project)}/sources`, body, idempotent: true }, options);
  }

  /**
   * Register a tenant and get its first key.
   *
   * The key holds `tenant:admin` and is shown only in this answer. Open on a server that listens on loopback, closed elsewhere unless `REGISTRATION=open`; limited by address.
   *
   * Needs no credential.
   */
  createTenant(body: T.CreateTenantBody, options?: CallOptions): Promise<T.CreateTenantResult> {
    return this.json({ method: 'POST', path: '/tenants', body }, options);
  }

  /**
   * Begin a thread.
   *
   * A thread is a conversation of the project.
   *
   * Needs the scope `conversations:write`.
   */
  createThread(project: string, body: T.CreateThreadBody, options?: CallOptions): Promise<T.Conversation> {
    return this.json({ method: 'POST', path: `/projects/${segment(project)}/threads`, body, idempotent: true }, options);
  }

  /**
   * Create a toolset.
   *
   * From the OpenAPI description of an HTTP API. An agent calls what its `tools` name and nothing else. Using a credential takes `credentials:read`. A tenant has at most 100 toolsets.
   *
   * Needs the scope `agents:write`.
   */
  createToolset(body: T.CreateToolsetBody, options?: CallOptions): Promise<T.Toolset> {
    return this.json({ method: 'POST', path: '/toolsets', body, idempotent: true }, options);
  }

  /**
   * Create a user.
   *
   * Needs the scope `users:write`.
   */
  createUser(body: T.CreateUserBody, options?: CallOptions): Promise<T.User> {
    return this.json({ method: 'POST', path: '/users', body, idempotent: true }, options);
  }

  /**
   * Become a visitor of a widget.
   *
   * Gives a token for the other calls, to be sent as `X-Visitor-Token`. It lives for an hour, opens this widget for pages of one origin, and is no credential elsewhere. With an earlier token in that header, at most 30 days old, the visitor stays the same.
   *
   * Needs no credential.
   */
  createVisitor(id: string, body?: T.CreateVisitorBody, options?: CallOptions): Promise<T.CreateVisitorResult> {
    return this.json({ method: 'POST', path: `/embed/${segment(id)}/visitor`, body }, options);
  }

  /**
   * Create a webhook.
   *
   * From now on the URL is told of every job of the tenant that ends. Messages are signed as [Standard Webhooks](https://www.standardwebhooks.com) says. A tenant has at most 50.
   *
   * Needs the scope `jobs:write`.
   */
  createWebhook(body: T.CreateWebhookBody, options?: CallOptions): Promise<T.WebhookWithSecret> {
    return this.json({ method: 'POST', path: '/webhooks', body, idempotent: true }, options);
  }

  /**
   * Delete an agent.
   *
   * Needs the scope `agents:write`.
   */
  deleteAgent(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/agents/${segment(id)}` }, options);
  }

  /**
   * Revoke a key.
   *
   * From this answer on every use of the key is refused. This cannot be undone.
   *
   * Needs the scope `keys:write`.
   */
  deleteApiKey(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/api-keys/${segment(id)}` }, options);
  }

  /**
   * Delete an app.
   *
   * Needs the scope `apps:write`.
   */
  deleteApp(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/apps/${segment(id)}` }, options);
  }

  /**
   * Delete a conversation.
   *
   * Needs the scope `conversations:write`.
   */
  deleteConversation(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/conversations/${segment(id)}` }, options);
  }

  /**
   * Delete a credential.
   *
   * One that something uses is kept, unless `force` is set: what was to be fetched or sent with it then fails from now on.
   *
   * Needs the scope `credentials:write`.
   */
  deleteCredential(id: string, query?: T.DeleteCredentialQuery, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/credentials/${segment(id)}`, query }, options);
  }

  /**
   * Delete a document with its passages, vectors and file.
   *
   * Needs the scope `ingest`.
   */
  deleteDocument(project: string, id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/projects/${segment(project)}/documents/${segment(id)}` }, options);
  }

  /**
   * Delete a chat widget.
   *
   * No page shows it any more. What its visitors asked stays in the conversations.
   *
   * Needs the scope `embeds:write`.
   */
  deleteEmbed(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/embeds/${segment(id)}` }, options);
  }

  /**
   * Delete an evaluation, or cancel it.
   *
   * Needs the scope `agents:write`.
   */
  deleteEvaluation(project: string, id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/projects/${segment(project)}/evaluations/${segment(id)}` }, options);
  }

  /**
   * Remove a member.
   *
   * Ends their sessions and revokes the keys they made, at once.
   *
   * Needs the scope `members:write`.
   */
  deleteMember(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/members/${segment(id)}` }, options);
  }

  /**
   * Forget a memory.
   *
   * Needs the scope `memory:write`.
   */
  deleteMemory(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/memory/${segment(id)}` }, options);
  }

  /**
   * Delete a project with all its documents.
   *
   * Needs the scope `projects:write`.
   */
  deleteProject(project: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/projects/${segment(project)}` }, options);
  }

  /**
   * Delete a provider.
   *
   * Take it from the agents that use it first. Drafts and earlier versions of agents do not count.
   *
   * Needs the scope `agents:write`.
   */
  deleteProvider(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/providers/${segment(id)}` }, options);
  }

  /**
   * Delete a source, and the documents it brought.
   *
   * A visit under way is cancelled.
   *
   * Needs the scope `ingest`.
   */
  deleteSource(project: string, id: string, query?: T.DeleteSourceQuery, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/projects/${segment(project)}/sources/${segment(id)}`, query }, options);
  }

  /**
   * Delete your tenant and everything it holds.
   *
   * Keys, projects, documents and files go at once and for good.
   *
   * Needs the scope `tenant:admin`.
   */
  deleteTenant(options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: '/tenant' }, options);
  }

  /**
   * Delete a thread.
   *
   * Needs the scope `conversations:write`.
   */
  deleteThread(project: string, id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/projects/${segment(project)}/threads/${segment(id)}` }, options);
  }

  /**
   * Delete a toolset.
   *
   * Take it from the agents that use it first. Drafts and earlier versions of agents do not count.
   *
   * Needs the scope `agents:write`.
   */
  deleteToolset(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/toolsets/${segment(id)}` }, options);
  }

  /**
   * Erase a user.
   *
   * With all that is kept about them: their conversations with every message, and what is remembered. Only their id and how much there was stay, in the audit log.
   *
   * Needs the scope `users:write`.
   */
  deleteUser(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/users/${segment(id)}` }, options);
  }

  /**
   * Delete a webhook.
   *
   * Its deliveries go with it, those that wait too.
   *
   * Needs the scope `jobs:write`.
   */
  deleteWebhook(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/webhooks/${segment(id)}` }, options);
  }

  /**
   * Turn the second factor off.
   *
   * Needs any valid credential.
   */
  disableTotp(body: T.DisableTotpBody, options?: CallOptions): Promise<void> {
    return this.json({ method: 'POST', path: '/auth/totp/disable', body }, options);
  }

  /**
   * End one of your sessions.
   *
   * From this answer on none of its tokens works.
   *
   * Needs any valid credential.
   */
  endSession(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/auth/sessions/${segment(id)}` }, options);
  }

  /**
   * Export audit events.
   *
   * Oldest first, streamed: one JSON object a line, or with `format=csv` a table (`text/csv`) whose cells no spreadsheet takes for formulas.
   *
   * Needs the scope `tenant:admin`.
   */
  exportAuditEvents(query?: T.ExportAuditEventsQuery, options?: CallOptions): Promise<Response> {
    return this.request('/audit-events/export', { method: 'GET', query }, options);
  }

  /**
   * Download a conversation.
   *
   * Needs the scope `conversations:read`.
   */
  exportConversation(id: string, query?: T.ExportConversationQuery, options?: CallOptions): Promise<T.ExportedConversation> {
    return this.json({ method: 'GET', path: `/conversations/${segment(id)}/export`, query }, options);
  }

  /**
   * Download a thread.
   *
   * Needs the scope `conversations:read`.
   */
  exportThread(project: string, id: string, query?: T.ExportThreadQuery, options?: CallOptions): Promise<T.ExportedConversation> {
    return this.json({ method: 'GET', path: `/projects/${segment(project)}/threads/${segment(id)}/export`, query }, options);
  }

  /**
   * Download everything about a user.
   *
   * One JSON document: the user, their conversations with all messages, and what is remembered about them. So it needs `conversations:read` and `memory:read`, too.
   *
   * Needs the scope `users:read`.
   */
  exportUser(id: string, options?: CallOptions): Promise<T.ExportedUser> {
    return this.json({ method: 'GET', path: `/users/${segment(id)}/export` }, options);
  }

  /**
   * Ask for a link to set a new password.
   *
   * The answer is the same whether the address is a member’s or not. The link is good for one hour. Limited by the caller’s address and by the e-mail address.
   *
   * Needs no credential.
   */
  forgotPassword(body: T.ForgotPasswordBody, options?: CallOptions): Promise<void> {
    return this.json({ method: 'POST', path: '/auth/password/forgot', body }, options);
  }

  /**
   * Read an agent.
   *
   * Needs the scope `agents:read`.
   */
  getAgent(id: string, options?: CallOptions): Promise<T.Agent> {
    return this.json({ method: 'GET', path: `/agents/${segment(id)}` }, options);
  }

  /**
   * Read a version of an agent.
   *
   * Needs the scope `agents:read`.
   */
  getAgentVersion(id: string, version: string, options?: CallOptions): Promise<T.AgentVersion> {
    return this.json({ method: 'GET', path: `/agents/${segment(id)}/versions/${segment(version)}` }, options);
  }

  /**
   * Read a key.
   *
   * Needs the scope `keys:read`.
   */
  getApiKey(id: string, options?: CallOptions): Promise<T.ApiKey> {
    return this.json({ method: 'GET', path: `/api-keys/${segment(id)}` }, options);
  }

  /**
   * Read an app.
   *
   * Needs the scope `apps:read`.
   */
  getApp(id: string, options?: CallOptions): Promise<T.App> {
    return this.json({ method: 'GET', path: `/apps/${segment(id)}` }, options);
  }

  /**
   * Read a conversation’s record.
   *
   * Needs the scope `conversations:read`.
   */
  getConversation(id: string, options?: CallOptions): Promise<T.Conversation> {
    return this.json({ method: 'GET', path: `/conversations/${segment(id)}` }, options);
  }

  /**
   * Read a credential.
   *
   * With what is set up to use it.
   *
   * Needs the scope `credentials:read`.
   */
  getCredential(id: string, options?: CallOptions): Promise<T.CredentialWithUses> {
    return this.json({ method: 'GET', path: `/credentials/${segment(id)}` }, options);
  }

  /**
   * Read a document’s record.
   *
   * Needs the scope `projects:read` or `ingest`.
   */
  getDocument(project: string, id: string, options?: CallOptions): Promise<T.Document> {
    return this.json({ method: 'GET', path: `/projects/${segment(project)}/documents/${segment(id)}` }, options);
  }

  /**
   * Read a document as Markdown.
   *
   * The text that offsets of passages and citations refer to.
   *
   * Needs the scope `projects:read` or `ingest`.
   */
  getDocumentContent(project: string, id: string, options?: CallOptions): Promise<Response> {
    return this.request(`/projects/${segment(project)}/documents/${segment(id)}/content`, { method: 'GET' }, options);
  }

  /**
   * Read a chat widget.
   *
   * Needs the scope `embeds:read`.
   */
  getEmbed(id: string, options?: CallOptions): Promise<T.Embed> {
    return this.json({ method: 'GET', path: `/embeds/${segment(id)}` }, options);
  }

  /**
   * How a widget looks.
   *
   * For pages of the widget’s origins, by the `Origin` that browsers send. A widget that is switched off is 404.
   *
   * Needs no credential.
   */
  getEmbedConfig(id: string, options?: CallOptions): Promise<T.EmbedConfig> {
    return this.json({ method: 'GET', path: `/embed/${segment(id)}/config` }, options);
  }

  /**
   * Read an evaluation and its scores.
   *
   * Needs the scope `agents:read`.
   */
  getEvaluation(project: string, id: string, options?: CallOptions): Promise<T.Evaluation> {
    return this.json({ method: 'GET', path: `/projects/${segment(project)}/evaluations/${segment(id)}` }, options);
  }

  /**
   * Is the process alive?.
   *
   * Needs no credential.
   */
  getHealth(options?: CallOptions): Promise<T.GetHealthResult> {
    return this.json({ method: 'GET', path: '/system/health' }, options);
  }

  /**
   * Version, engines in use and limits.
   *
   * Needs the scope `tenant:admin`.
   */
  getInfo(options?: CallOptions): Promise<T.GetInfoResult> {
    return this.json({ method: 'GET', path: '/system/info' }, options);
  }

  /**
   * Read a job: progress, outcome, failures.
   *
   * Needs the scope `jobs:read` or `ingest`.
   */
  getJob(id: string, options?: CallOptions): Promise<T.Job> {
    return this.json({ method: 'GET', path: `/jobs/${segment(id)}` }, options);
  }

  /**
   * Download what a conversion made.
   *
   * `markdown`: the document. `json`: its blocks with page and place. `jsonl`: passages, one a line, ready for any vector store. `text`: without markup. Without `format` the `Accept` header decides by the first of these types it names, else it is Markdown. A job that converts nothing has no result (404).
   *
   * Needs the scope `jobs:read` or `ingest`.
   */
  getJobResult(id: string, query?: T.GetJobResultQuery, options?: CallOptions): Promise<Response> {
    return this.request(`/jobs/${segment(id)}/result`, { method: 'GET', query }, options);
  }

  /**
   * Who is calling?.
   *
   * Needs any valid credential.
   */
  getMe(options?: CallOptions): Promise<T.GetMeResult> {
    return this.json({ method: 'GET', path: '/auth/me' }, options);
  }

  /**
   * Read a member.
   *
   * Needs the scope `members:read`.
   */
  getMember(id: string, options?: CallOptions): Promise<T.Member> {
    return this.json({ method: 'GET', path: `/members/${segment(id)}` }, options);
  }

  /**
   * Read a memory.
   *
   * Needs the scope `memory:read`.
   */
  getMemory(id: string, options?: CallOptions): Promise<T.Memory> {
    return this.json({ method: 'GET', path: `/memory/${segment(id)}` }, options);
  }

  /**
   * Read a model.
   *
   * The slash in `slug/agent` may be encoded or not.
   *
   * Needs the scope `query`.
   */
  getModel(id: string, options?: CallOptions): Promise<T.OpenAiModel> {
    return this.json({ method: 'GET', path: `/openai/models/${segment(id)}` }, options);
  }

  /**
   * Read a project.
   *
   * Needs the scope `projects:read`.
   */
  getProject(project: string, options?: CallOptions): Promise<T.Project> {
    return this.json({ method: 'GET', path: `/projects/${segment(project)}` }, options);
  }

  /**
   * Get the usage of a project.
   *
   * Of at most 366 days. A few seconds may pass until a request is counted.
   *
   * Needs the scope `analytics:read`.
   */
  getProjectUsage(project: string, query?: T.GetProjectUsageQuery, options?: CallOptions): Promise<T.Usage> {
    return this.json({ method: 'GET', path: `/projects/${segment(project)}/analytics`, query }, options);
  }

  /**
   * Read a provider.
   *
   * With the agents that answer with it.
   *
   * Needs the scope `agents:read`.
   */
  getProvider(id: string, options?: CallOptions): Promise<T.ProviderWithUses> {
    return this.json({ method: 'GET', path: `/providers/${segment(id)}` }, options);
  }

  /**
   * Can it do its work?.
   *
   * Checks the database, the migrations and the queue. Answers 503 until all are fine.
   *
   * Needs no credential.
   */
  getReady(options?: CallOptions): Promise<T.GetReadyResult> {
    return this.json({ method: 'GET', path: '/system/ready' }, options);
  }

  /**
   * Can anybody register here?.
   *
   * For a first page: whether to offer to log in, to register, or to set the server up.
   *
   * Needs no credential.
   */
  getSetup(options?: CallOptions): Promise<T.GetSetupResult> {
    return this.json({ method: 'GET', path: '/system/setup' }, options);
  }

  /**
   * Read a source.
   *
   * Needs the scope `projects:read` or `ingest`.
   */
  getSource(project: string, id: string, options?: CallOptions): Promise<T.Source> {
    return this.json({ method: 'GET', path: `/projects/${segment(project)}/sources/${segment(id)}` }, options);
  }

  /**
   * Read your tenant.
   *
   * Needs the scope `tenant:read`.
   */
  getTenant(options?: CallOptions): Promise<T.Tenant> {
    return this.json({ method: 'GET', path: '/tenant' }, options);
  }

  /**
   * Read a thread’s record.
   *
   * Needs the scope `conversations:read`.
   */
  getThread(project: string, id: string, options?: CallOptions): Promise<T.Conversation> {
    return this.json({ method: 'GET', path: `/projects/${segment(project)}/threads/${segment(id)}` }, options);
  }

  /**
   * Read a toolset.
   *
   * Needs the scope `agents:read`.
   */
  getToolset(id: string, options?: CallOptions): Promise<T.Toolset> {
    return this.json({ method: 'GET', path: `/toolsets/${segment(id)}` }, options);
  }

  /**
   * Get the usage.
   *
   * Of at most 366 days. A few seconds may pass until a request is counted. A credential that is limited to projects or agents gets only what concerns these.
   *
   * Needs the scope `analytics:read`.
   */
  getUsage(query?: T.GetUsageQuery, options?: CallOptions): Promise<T.Usage> {
    return this.json({ method: 'GET', path: '/analytics/usage', query }, options);
  }

  /**
   * Read a user.
   *
   * Needs the scope `users:read`.
   */
  getUser(id: string, options?: CallOptions): Promise<T.User> {
    return this.json({ method: 'GET', path: `/users/${segment(id)}` }, options);
  }

  /**
   * Read a conversation with a widget.
   *
   * With the token of the visitor whose it is; another’s is 404. The last 100 messages.
   *
   * Needs no credential.
   */
  getVisitorConversation(id: string, conversation: string, options?: CallOptions): Promise<T.GetVisitorConversationResult> {
    return this.json({ method: 'GET', path: `/embed/${segment(id)}/conversations/${segment(conversation)}` }, options);
  }

  /**
   * Read a webhook.
   *
   * Needs the scope `jobs:read`.
   */
  getWebhook(id: string, options?: CallOptions): Promise<T.Webhook> {
    return this.json({ method: 'GET', path: `/webhooks/${segment(id)}` }, options);
  }

  /**
   * Import keys by their hashes.
   *
   * Keys that were made elsewhere go on working. All are imported or none. They must have a form that the server accepts (`KEY_FORMATS_ACCEPTED`, as `{opaque:20-64}`), else they are never recognised. Each is bounded as a key that you create; nothing can be derived from one before it is rotated.
   *
   * Needs the scope `keys:write`.
   */
  importApiKeys(body: T.ImportApiKeysBody, options?: CallOptions): Promise<T.ImportApiKeysResult> {
    return this.json({ method: 'POST', path: '/api-keys/import', body, idempotent: true }, options);
  }

  /**
   * Bring documents in.
   *
   * A URL, a list of URLs, a sitemap, a crawl, a text, many texts, or files (PDF, DOCX, PPTX, XLSX, ODT, EPUB, RTF, e-mail, CSV, HTML, Markdown, JSON, source code, plain text, pictures, or a ZIP of such). Work goes on in the background; follow it at `GET /jobs/{id}`. The same content again changes nothing; a known `external_id` or URL replaces the document in one step.
   *
   * Needs the scope `ingest`.
   */
  ingest(project: string, body: T.IngestBody | T.IngestUpload, options?: CallOptions): Promise<T.IngestResult> {
    return this.json({ method: 'POST', path: `/projects/${segment(project)}/ingest`, body, idempotent: true }, options);
  }

  /**
   * Invite a member by e-mail.
   *
   * Mails a link that is good for 7 days, with which they choose a password. When the mail cannot be sent, the answer is 503 and the invitation stands: send it again.
   *
   * Needs the scope `members:write`.
   */
  inviteMember(body: T.InviteMemberBody, options?: CallOptions): Promise<T.Member> {
    return this.json({ method: 'POST', path: '/members/invites', body, idempotent: true }, options);
  }

  /**
   * List agents.
   *
   * Needs the scope `agents:read`.
   */
  listAgents(query?: T.ListAgentsQuery, options?: CallOptions): Pages<T.Agent> {
    return this.pages({ method: 'GET', path: '/agents', query }, options);
  }

  /**
   * List an agent’s versions.
   *
   * The latest first. 500 are kept, the published one always.
   *
   * Needs the scope `agents:read`.
   */
  listAgentVersions(id: string, query?: T.ListAgentVersionsQuery, options?: CallOptions): Pages<T.AgentVersion> {
    return this.pages({ method: 'GET', path: `/agents/${segment(id)}/versions`, query }, options);
  }

  /**
   * List keys.
   *
   * Newest first, revoked ones included. A key limited to projects sees only keys limited to the same projects.
   *
   * Needs the scope `keys:read`.
   */
  listApiKeys(query?: T.ListApiKeysQuery, options?: CallOptions): Pages<T.ApiKey> {
    return this.pages({ method: 'GET', path: '/api-keys', query }, options);
  }

  /**
   * List apps.
   *
   * Newest first, revoked ones included.
   *
   * Needs the scope `apps:read`.
   */
  listApps(query?: T.ListAppsQuery, options?: CallOptions): Pages<T.App> {
    return this.pages({ method: 'GET', path: '/apps', query }, options);
  }

  /**
   * List audit events.
   *
   * Newest first.
   *
   * Needs the scope `tenant:admin`.
   */
  listAuditEvents(query?: T.ListAuditEventsQuery, options?: CallOptions): Pages<T.AuditEvent> {
    return this.pages({ method: 'GET', path: '/audit-events', query }, options);
  }

  /**
   * List conversations.
   *
   * Newest first. A derived key that was made for a user sees only theirs.
   *
   * Needs the scope `conversations:read`.
   */
  listConversations(query?: T.ListConversationsQuery, options?: CallOptions): Pages<T.Conversation> {
    return this.pages({ method: 'GET', path: '/conversations', query }, options);
  }

  /**
   * List credentials.
   *
   * Newest first, without their secrets.
   *
   * Needs the scope `credentials:read`.
   */
  listCredentials(query?: T.ListCredentialsQuery, options?: CallOptions): Pages<T.Credential> {
    return this.pages({ method: 'GET', path: '/credentials', query }, options);
  }

  /**
   * List a document’s passages.
   *
   * In the order of the text.
   *
   * Needs the scope `projects:read` or `ingest`.
   */
  listDocumentChunks(project: string, id: string, query?: T.ListDocumentChunksQuery, options?: CallOptions): Pages<T.Chunk> {
    return this.pages({ method: 'GET', path: `/projects/${segment(project)}/documents/${segment(id)}/chunks`, query }, options);
  }

  /**
   * List a project’s documents.
   *
   * Newest first.
   *
   * Needs the scope `projects:read` or `ingest`.
   */
  listDocuments(project: string, query?: T.ListDocumentsQuery, options?: CallOptions): Pages<T.Document> {
    return this.pages({ method: 'GET', path: `/projects/${segment(project)}/documents`, query }, options);
  }

  /**
   * List chat widgets.
   *
   * Newest first.
   *
   * Needs the scope `embeds:read`.
   */
  listEmbeds(query?: T.ListEmbedsQuery, options?: CallOptions): Pages<T.Embed> {
    return this.pages({ method: 'GET', path: '/embeds', query }, options);
  }

  /**
   * Read what came of each question.
   *
   * In their order. Needs `query` as well, since it shows what the documents say.
   *
   * Needs the scope `agents:read`.
   */
  listEvaluationQuestions(project: string, id: string, query?: T.ListEvaluationQuestionsQuery, options?: CallOptions): Pages<T.EvaluationQuestion> {
    return this.pages({ method: 'GET', path: `/projects/${segment(project)}/evaluations/${segment(id)}/questions`, query }, options);
  }

  /**
   * List evaluations.
   *
   * Newest first.
   *
   * Needs the scope `agents:read`.
   */
  listEvaluations(project: string, query?: T.ListEvaluationsQuery, options?: CallOptions): Pages<T.Evaluation> {
    return this.pages({ method: 'GET', path: `/projects/${segment(project)}/evaluations`, query }, options);
  }

  /**
   * List jobs.
   *
   * Newest first.
   *
   * Needs the scope `jobs:read` or `ingest`.
   */
  listJobs(query?: T.ListJobsQuery, options?: CallOptions): Pages<T.Job> {
    return this.pages({ method: 'GET', path: '/jobs', query }, options);
  }

  /**
   * List members.
   *
   * Newest first.
   *
   * Needs the scope `members:read`.
   */
  listMembers(query?: T.ListMembersQuery, options?: CallOptions): Pages<T.Member> {
    return this.pages({ method: 'GET', path: '/members', query }, options);
  }

  /**
   * List what is remembered.
   *
   * About one user, or about all. Newest first.
   *
   * Needs the scope `memory:read`.
   */
  listMemories(query?: T.ListMemoriesQuery, options?: CallOptions): Pages<T.Memory> {
    return this.pages({ method: 'GET', path: '/memory', query }, options);
  }

  /**
   * List a conversation’s messages.
   *
   * Oldest first; with `order=desc` the newest.
   *
   * Needs the scope `conversations:read`.
   */
  listMessages(id: string, query?: T.ListMessagesQuery, options?: CallOptions): Pages<T.Message> {
    return this.pages({ method: 'GET', path: `/conversations/${segment(id)}/messages`, query }, options);
  }

  /**
   * List models.
   *
   * Every project is a model, and every agent of it is one.
   *
   * Needs the scope `query`.
   */
  listModels(options?: CallOptions): Promise<T.ListModelsResult> {
    return this.json({ method: 'GET', path: '/openai/models' }, options);
  }

  /**
   * List projects.
   *
   * Newest first; for a key limited to projects, only those.
   *
   * Needs the scope `projects:read`.
   */
  listProjects(query?: T.ListProjectsQuery, options?: CallOptions): Pages<T.Project> {
    return this.pages({ method: 'GET', path: '/projects', query }, options);
  }

  /**
   * List providers.
   *
   * Newest first.
   *
   * Needs the scope `agents:read`.
   */
  listProviders(query?: T.ListProvidersQuery, options?: CallOptions): Pages<T.Provider> {
    return this.pages({ method: 'GET', path: '/providers', query }, options);
  }

  /**
   * List your sessions.
   *
   * Newest first; those that ended are left out.
   *
   * Needs any valid credential.
   */
  listSessions(query?: T.ListSessionsQuery, options?: CallOptions): Pages<T.Session> {
    return this.pages({ method: 'GET', path: '/auth/sessions', query }, options);
  }

  /**
   * List a project’s sources.
   *
   * Newest first.
   *
   * Needs the scope `projects:read` or `ingest`.
   */
  listSources(project: string, query?: T.ListSourcesQuery, options?: CallOptions): Pages<T.Source> {
    return this.pages({ method: 'GET', path: `/projects/${segment(project)}/sources`, query }, options);
  }

  /**
   * List a thread’s messages.
   *
   * Oldest first; with `order=desc` the newest.
   *
   * Needs the scope `conversations:read`.
   */
  listThreadMessages(project: string, id: string, query?: T.ListThreadMessagesQuery, options?: CallOptions): Pages<T.Message> {
    return this.pages({ method: 'GET', path: `/projects/${segment(project)}/threads/${segment(id)}/messages`, query }, options);
  }

  /**
   * List a project’s threads.
   *
   * Newest first. A derived key that was made for a user sees only theirs.
   *
   * Needs the scope `conversations:read`.
   */
  listThreads(project: string, query?: T.ListThreadsQuery, options?: CallOptions): Pages<T.Conversation> {
    return this.pages({ method: 'GET', path: `/projects/${segment(project)}/threads`, query }, options);
  }

  /**
   * List toolsets.
   *
   * Newest first.
   *
   * Needs the scope `agents:read`.
   */
  listToolsets(query?: T.ListToolsetsQuery, options?: CallOptions): Pages<T.ListedToolset> {
    return this.pages({ method: 'GET', path: '/toolsets', query }, options);
  }

  /**
   * List unanswered questions.
   *
   * Questions to which the documents did not hold the answer, newest first: what is worth adding to them. Only of conversations that are kept, and for as long. Takes `conversations:read` as well, since it is what people wrote.
   *
   * Needs the scope `analytics:read`.
   */
  listUnansweredQuestions(project: string, query?: T.ListUnansweredQuestionsQuery, options?: CallOptions): Pages<T.UnansweredQuestion> {
    return this.pages({ method: 'GET', path: `/projects/${segment(project)}/analytics/unanswered`, query }, options);
  }

  /**
   * List users.
   *
   * Newest first.
   *
   * Needs the scope `users:read`.
   */
  listUsers(query?: T.ListUsersQuery, options?: CallOptions): Pages<T.User> {
    return this.pages({ method: 'GET', path: '/users', query }, options);
  }

  /**
   * List what was sent to a webhook.
   *
   * Newest first, those of the last 30 days.
   *
   * Needs the scope `jobs:read`.
   */
  listWebhookDeliveries(id: string, query?: T.ListWebhookDeliveriesQuery, options?: CallOptions): Pages<T.WebhookDelivery> {
    return this.pages({ method: 'GET', path: `/webhooks/${segment(id)}/deliveries`, query }, options);
  }

  /**
   * List webhooks.
   *
   * Newest first.
   *
   * Needs the scope `jobs:read`.
   */
  listWebhooks(query?: T.ListWebhooksQuery, options?: CallOptions): Pages<T.Webhook> {
    return this.pages({ method: 'GET', path: '/webhooks', query }, options);
  }

  /**
   * Log in.
   *
   * Who is a member of several tenants with the same address logs in to the one they used last and whose password it is, or names one by `tenant_id`. Failed attempts are limited by account and by address.
   *
   * Needs no credential.
   */
  login(body: T.LoginBody, options?: CallOptions): Promise<T.Login> {
    return this.json({ method: 'POST', path: '/auth/login', body }, options);
  }

  /**
   * Log out.
   *
   * Ends the session of the access token: from this answer on neither that token nor any other of the session works.
   *
   * Needs any valid credential.
   */
  logout(options?: CallOptions): Promise<void> {
    return this.json({ method: 'POST', path: '/auth/logout' }, options);
  }

  /**
   * Publish a version of an agent.
   *
   * From now on the agent answers with it: a draft, or an earlier version again.
   *
   * Needs the scope `agents:write`.
   */
  publishAgent(id: string, body: T.PublishAgentBody, options?: CallOptions): Promise<T.Agent> {
    return this.json({ method: 'POST', path: `/agents/${segment(id)}/publish`, body }, options);
  }

  /**
   * Ask a question.
   *
   * Answers from the project’s documents with numbered citations. `extractive` answers are sentences quoted from them; `generated` ones come from the configured language model. When the documents do not hold the answer, the agent says so and cites nothing.
   *
   * With `stream`, or `Accept: text/event-stream`, the answer comes as server-sent events: `token` `{text}` as the words come about, `citation` as each source is first named, then `done` with what is answered without streaming, or `error` `{code, message}`. Hanging up stops the language model.
   *
   * Needs the scope `query`.
   */
  queryAgent(id: string, body: T.QueryAgentBody, options?: CallOptions): Promise<T.Answer> {
    return this.json({ method: 'POST', path: `/agents/${segment(id)}/query`, body }, options);
  }

  /**
   * Ask a question.
   *
   * Answers from the project’s documents with numbered citations. `extractive` answers are sentences quoted from them; `generated` ones come from the configured language model. When the documents do not hold the answer, the agent says so and cites nothing.
   *
   * With `stream`, or `Accept: text/event-stream`, the answer comes as server-sent events: `token` `{text}` as the words come about, `citation` as each source is first named, then `done` with what is answered without streaming, or `error` `{code, message}`. Hanging up stops the language model.
   *
   * Needs the scope `query`.
   */
  queryAgentStream(id: string, body: T.QueryAgentBody, options?: CallOptions): AsyncGenerator<EventOf<T.QueryAgentEvents>, void> {
    return this.events({ method: 'POST', path: `/agents/${segment(id)}/query`, body }, options);
  }

  /**
   * Ask a widget.
   *
   * With the visitor’s token as `X-Visitor-Token`. With `stream` the answer comes as server-sent events: `token` `{text}`, `citation`, then `done` with what is answered without streaming, or `error` `{code, message}`.
   *
   * Needs no credential.
   */
  queryEmbed(id: string, body: T.QueryEmbedBody, options?: CallOptions): Promise<T.EmbedAnswer> {
    return this.json({ method: 'POST', path: `/embed/${segment(id)}/query`, body }, options);
  }

  /**
   * Ask a widget.
   *
   * With the visitor’s token as `X-Visitor-Token`. With `stream` the answer comes as server-sent events: `token` `{text}`, `citation`, then `done` with what is answered without streaming, or `error` `{code, message}`.
   *
   * Needs no credential.
   */
  queryEmbedStream(id: string, body: T.QueryEmbedBody, options?: CallOptions): AsyncGenerator<EventOf<T.QueryEmbedEvents>, void> {
    return this.events({ method: 'POST', path: `/embed/${segment(id)}/query`, body }, options);
  }

  /**
   * Find what is remembered that bears on a question.
   *
   * Needs the scope `memory:read`.
   */
  queryMemory(body: T.QueryMemoryBody, options?: CallOptions): Promise<T.QueryMemoryResult> {
    return this.json({ method: 'POST', path: '/memory/query', body }, options);
  }

  /**
   * Send an event again.
   *
   * The same message under the same `webhook-id`, now, with all its retries.
   *
   * Needs the scope `jobs:write`.
   */
  redeliverWebhook(id: string, delivery: string, options?: CallOptions): Promise<T.WebhookDelivery> {
    return this.json({ method: 'POST', path: `/webhooks/${segment(id)}/deliveries/${segment(delivery)}/redeliver`, idempotent: true }, options);
  }

  /**
   * Get a new access token.
   *
   * With `rotate` the refresh token is replaced, too, and the session prolonged. The old one is then used up: if anybody shows it again, the session ends. Only in the 10 seconds after the rotation does it still get an access token, since requests may cross.
   *
   * Needs no credential.
   */
  refreshSession(body?: T.RefreshSessionBody, options?: CallOptions): Promise<T.RefreshSessionResult> {
    return this.json({ method: 'POST', path: '/auth/token/refresh', body }, options);
  }

  /**
   * Register a tenant with yourself as its owner.
   *
   * Open on a server that listens on loopback, closed elsewhere unless `REGISTRATION=open`; limited by address.
   *
   * Needs no credential.
   */
  register(body: T.RegisterBody, options?: CallOptions): Promise<T.Login> {
    return this.json({ method: 'POST', path: '/auth/register', body }, options);
  }

  /**
   * Read a document again from its file, its URL or its stored text.
   *
   * Needs the scope `ingest`.
   */
  reingestDocument(project: string, id: string, options?: CallOptions): Promise<T.ReingestDocumentResult> {
    return this.json({ method: 'POST', path: `/projects/${segment(project)}/documents/${segment(id)}/reingest`, idempotent: true }, options);
  }

  /**
   * Remove a member’s lost second factor.
   *
   * Needs the scope `members:write`.
   */
  removeSecondFactor(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'DELETE', path: `/members/${segment(id)}/second-factor` }, options);
  }

  /**
   * Report a key that you found.
   *
   * For scanners and whoever finds a key where it should not be. A key in use is revoked at once and its tenant is told. The answer is always the same, whether there is such a key or not. Limited by address.
   *
   * Needs no credential.
   */
  reportLeakedApiKey(body: T.ReportLeakedApiKeyBody, options?: CallOptions): Promise<T.ReportLeakedApiKeyResult> {
    return this.json({ method: 'POST', path: '/api-keys/leaked', body }, options);
  }

  /**
   * Send an invitation again.
   *
   * With a new link; the one before is dead. 409 for whoever is no longer `invited`.
   *
   * Needs the scope `members:write`.
   */
  resendInvite(id: string, options?: CallOptions): Promise<void> {
    return this.json({ method: 'POST', path: `/members/${segment(id)}/invite` }, options);
  }

  /**
   * Set a new password with a mailed link.
   *
   * Ends all sessions of the member.
   *
   * Needs no credential.
   */
  resetPassword(body: T.ResetPasswordBody, options?: CallOptions): Promise<void> {
    return this.json({ method: 'POST', path: '/auth/password/reset', body }, options);
  }

  /**
   * Show a recoverable key again.
   *
   * Only for keys made with `recoverable` in a tenant that allows it, and to those who hold all that the key does. Each time is in the audit log.
   *
   * Needs the scope `keys:write`.
   */
  revealApiKey(id: string, options?: CallOptions): Promise<T.RevealApiKeyResult> {
    return this.json({ method: 'POST', path: `/api-keys/${segment(id)}/reveal` }, options);
  }

  /**
   * Revoke many keys.
   *
   * Ends all keys that fit every condition given, the one you use excepted; from this answer on they are refused. At most 10,000 at a time: repeat until `revoked` is 0.
   *
   * Needs the scope `keys:write`.
   */
  revokeApiKeys(body: T.RevokeApiKeysBody, options?: CallOptions): Promise<T.RevokeApiKeysResult> {
    return this.json({ method: 'POST', path: '/api-keys/revoke', body }, options);
  }

  /**
   * Revoke an app, or refuse one that asks.
   *
   * For good: from this answer on nothing of it is accepted.
   *
   * Needs the scope `apps:write`.
   */
  revokeApp(id: string, options?: CallOptions): Promise<T.App> {
    return this.json({ method: 'POST', path: `/apps/${segment(id)}/revoke` }, options);
  }

  /**
   * Give a key a new secret.
   *
   * Id, scopes and limits stay. The old secret works for `grace_seconds` more, so that clients can be moved, and never longer than it would have before.
   *
   * Needs the scope `keys:write`.
   */
  rotateApiKey(id: string, body?: T.RotateApiKeyBody, options?: CallOptions): Promise<T.CreatedApiKey> {
    return this.json({ method: 'POST', path: `/api-keys/${segment(id)}/rotate`, body, idempotent: true }, options);
  }

  /**
   * Give an app a new secret.
   *
   * The one before ends at once.
   *
   * Needs the scope `apps:write`.
   */
  rotateAppSecret(id: string, options?: CallOptions): Promise<T.AppWithSecret> {
    return this.json({ method: 'POST', path: `/apps/${segment(id)}/rotate` }, options);
  }

  /**
   * Give a webhook a new secret.
   *
   * For 24 hours messages carry two signatures, one with each secret, so that receivers can be moved.
   *
   * Needs the scope `jobs:write`.
   */
  rotateWebhookSecret(id: string, options?: CallOptions): Promise<T.WebhookWithSecret> {
    return this.json({ method: 'POST', path: `/webhooks/${segment(id)}/rotate`, idempotent: true }, options);
  }

  /**
   * Find passages.
   *
   * `hybrid` weighs words and meaning together and is the best default.
   *
   * Needs the scope `query`.
   */
  search(project: string, body: T.SearchBody, options?: CallOptions): Promise<T.SearchResponse> {
    return this.json({ method: 'POST', path: `/projects/${segment(project)}/search`, body }, options);
  }

  /**
   * Follow a job’s progress.
   *
   * Server-sent events: `progress` with the job, as `GET /jobs/{id}` gives it, at once and each time it changes; then one `end` with the finished job, where a browser’s `EventSource` should be closed, since it would connect again. At most 100 streams of a tenant are open at a time.
   *
   * Needs the scope `jobs:read` or `ingest`.
   */
  streamJobEvents(id: string, options?: CallOptions): AsyncGenerator<EventOf<T.StreamJobEventsEvents>, void> {
    return this.events({ method: 'GET', path: `/jobs/${segment(id)}/events` }, options);
  }

  /**
   * Try a credential.
   *
   * Fetches a URL of one of its hosts with it and says what the status was. Redirects are not followed, and nothing else of the answer is told.
   *
   * Needs the scope `credentials:write`.
   */
  testCredential(id: string, body: T.TestCredentialBody, options?: CallOptions): Promise<T.CredentialTest> {
    return this.json({ method: 'POST', path: `/credentials/${segment(id)}/test`, body }, options);
  }

  /**
   * Try a provider.
   *
   * Asks for the list of its models, or, where it has none, its model for one token, and says what came of it. With a credential it takes `credentials:read`.
   *
   * Needs the scope `agents:write`.
   */
  testProvider(id: string, options?: CallOptions): Promise<T.ProviderTest> {
    return this.json({ method: 'POST', path: `/providers/${segment(id)}/test` }, options);
  }

  /**
   * Send a test event.
   *
   * Sends `webhook.test` the way every event goes, whatever the webhook’s `events`.
   *
   * Needs the scope `jobs:write`.
   */
  testWebhook(id: string, options?: CallOptions): Promise<T.WebhookDelivery> {
    return this.json({ method: 'POST', path: `/webhooks/${segment(id)}/test`, idempotent: true }, options);
  }

  /**
   * Change an agent.
   *
   * Makes a new version from the latest one, unless nothing changes, and publishes it. With `"publish": false` it stays a draft, with which the agent answers only where a question names that version.
   *
   * Needs the scope `agents:write`.
   */
  updateAgent(id: string, body: T.UpdateAgentBody, options?: CallOptions): Promise<T.Agent> {
    return this.json({ method: 'PATCH', path: `/agents/${segment(id)}`, body }, options);
  }

  /**
   * Rename or narrow a key.
   *
   * Scopes, projects, addresses and rate can only become fewer and the expiry only sooner. For more, make a new key.
   *
   * Needs the scope `keys:write`.
   */
  updateApiKey(id: string, body: T.UpdateApiKeyBody, options?: CallOptions): Promise<T.ApiKey> {
    return this.json({ method: 'PATCH', path: `/api-keys/${segment(id)}`, body }, options);
  }

  /**
   * Rename an app.
   *
   * What it may do is changed by approving it anew.
   *
   * Needs the scope `apps:write`.
   */
  updateApp(id: string, body: T.UpdateAppBody, options?: CallOptions): Promise<T.App> {
    return this.json({ method: 'PATCH', path: `/apps/${segment(id)}`, body }, options);
  }

  /**
   * Change a conversation.
   *
   * `metadata` is replaced as a whole. With `null` for a title the next message of the user gives one.
   *
   * Needs the scope `conversations:write`.
   */
  updateConversation(id: string, body: T.UpdateConversationBody, options?: CallOptions): Promise<T.Conversation> {
    return this.json({ method: 'PATCH', path: `/conversations/${segment(id)}`, body }, options);
  }

  /**
   * Change a credential.
   *
   * The name and the secret can be replaced, and hosts taken away. Whoever adds a host, or changes anything else but the name, sends the secret again, so that nobody can send one that they do not know to a place of their own.
   *
   * Needs the scope `credentials:write`.
   */
  updateCredential(id: string, body: T.UpdateCredentialBody, options?: CallOptions): Promise<T.Credential> {
    return this.json({ method: 'PATCH', path: `/credentials/${segment(id)}`, body }, options);
  }

  /**
   * Change a chat widget.
   *
   * From this answer on it holds: a page whose origin was taken away asks nothing more. Needs `query` as well.
   *
   * Needs the scope `embeds:write`.
   */
  updateEmbed(id: string, body: T.UpdateEmbedBody, options?: CallOptions): Promise<T.Embed> {
    return this.json({ method: 'PATCH', path: `/embeds/${segment(id)}`, body }, options);
  }

  /**
   * Change a member.
   *
   * A changed role counts at once, for their sessions and keys too. Disabling ends their sessions and stops their keys.
   *
   * Needs the scope `members:write`.
   */
  updateMember(id: string, body: T.UpdateMemberBody, options?: CallOptions): Promise<T.Member> {
    return this.json({ method: 'PATCH', path: `/members/${segment(id)}`, body }, options);
  }

  /**
   * Correct a memory.
   *
   * Needs the scope `memory:write`.
   */
  updateMemory(id: string, body: T.UpdateMemoryBody, options?: CallOptions): Promise<T.Memory> {
    return this.json({ method: 'PATCH', path: `/memory/${segment(id)}`, body }, options);
  }

  /**
   * Change your name.
   *
   * Needs any valid credential.
   */
  updateProfile(body: T.UpdateProfileBody, options?: CallOptions): Promise<T.Member> {
    return this.json({ method: 'PATCH', path: '/auth/profile', body }, options);
  }

  /**
   * Change a project.
   *
   * Needs the scope `projects:write`.
   */
  updateProject(project: string, body: T.UpdateProjectBody, options?: CallOptions): Promise<T.Project> {
    return this.json({ method: 'PATCH', path: `/projects/${segment(project)}`, body }, options);
  }

  /**
   * Change a provider.
   *
   * Holds from the next question on.
   *
   * Needs the scope `agents:write`.
   */
  updateProvider(id: string, body: T.UpdateProviderBody, options?: CallOptions): Promise<T.Provider> {
    return this.json({ method: 'PATCH', path: `/providers/${segment(id)}`, body }, options);
  }

  /**
   * Change a source.
   *
   * Holds from the next visit on; a visit under way ends as it began. Whatever the changed source does not bring any more is removed then.
   *
   * Needs the scope `ingest`.
   */
  updateSource(project: string, id: string, body: T.UpdateSourceBody, options?: CallOptions): Promise<T.Source> {
    return this.json({ method: 'PATCH', path: `/projects/${segment(project)}/sources/${segment(id)}`, body }, options);
  }

  /**
   * Change your tenant.
   *
   * Needs the scope `tenant:admin`.
   */
  updateTenant(body: T.UpdateTenantBody, options?: CallOptions): Promise<T.Tenant> {
    return this.json({ method: 'PATCH', path: '/tenant', body }, options);
  }

  /**
   * Change a thread.
   *
   * `metadata` is replaced as a whole. With `null` for a title the next message of the user gives one.
   *
   * Needs the scope `conversations:write`.
   */
  updateThread(project: string, id: string, body: T.UpdateThreadBody, options?: CallOptions): Promise<T.Conversation> {
    return this.json({ method: 'PATCH', path: `/projects/${segment(project)}/threads/${segment(id)}`, body }, options);
  }

  /**
   * Change a toolset.
   *
   * A new `openapi` replaces all operations, by `operations` or, without it, by its GET operations. `operations` alone keeps those of the ones that are there. What an agent may call and is gone is left out of its calls.
   *
   * Needs the scope `agents:write`.
   */
  updateToolset(id: string, body: T.UpdateToolsetBody, options?: CallOptions): Promise<T.Toolset> {
    return this.json({ method: 'PATCH', path: `/toolsets/${segment(id)}`, body }, options);
  }

  /**
   * Change a user.
   *
   * `null` takes a value away; `metadata` is replaced as a whole.
   *
   * Needs the scope `users:write`.
   */
  updateUser(id: string, body: T.UpdateUserBody, options?: CallOptions): Promise<T.User> {
    return this.json({ method: 'PATCH', path: `/users/${segment(id)}`, body }, options);
  }

  /**
   * Change a webhook.
   *
   * What waits is sent to the new URL.
   *
   * Needs the scope `jobs:write`.
   */
  updateWebhook(id: string, body: T.UpdateWebhookBody, options?: CallOptions): Promise<T.Webhook> {
    return this.json({ method: 'PATCH', path: `/webhooks/${segment(id)}`, body }, options);
  }

  /**
   * Check a key.
   *
   * For your own services: says what a key that was sent to them is worth, derived keys included, and counts it as a use of that key. Which key it is, is told of every key you see; what it may do, only when it is valid. `not_found` is a key that is revoked, unknown, or none of those you see.
   *
   * Needs the scope `keys:verify`.
   */
  verifyApiKey(body: T.VerifyApiKeyBody, options?: CallOptions): Promise<T.ApiKeyVerification> {
    return this.json({ method: 'POST', path: '/api-keys/verify', body }, options);
  }

  /**
   * Check that no audit event was changed or removed.
   *
   * Goes through all events of the tenant. Keep `head` elsewhere to see later that they still begin so.
   *
   * Needs the scope `tenant:admin`.
   */
  verifyAuditEvents(options?: CallOptions): Promise<T.VerifyAuditEventsResult> {
    return this.json({ method: 'GET', path: '/audit-events/verify' }, options);
  }

  /**
   * Visit a source now.
   *
   * Needs the scope `ingest`.
   */
  visitSource(project: string, id: string, options?: CallOptions): Promise<T.VisitSourceResult> {
    return this.json({ method: 'POST', path: `/projects/${segment(project)}/sources/${segment(id)}/visit`, idempotent: true }, options);
  }
}
