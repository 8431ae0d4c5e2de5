/** An agent's entry in the leader's endpoints, as far as it says who the agent is. */
export interface AttributesJson {
  readonly attributes?: Readonly<Record<string, unknown>>
}

/** The attribute node_id, by default the name that the inventory gives the host. PURE. */
export const nodeOf = ({ attributes }: AttributesJson): { readonly node?: string } => {
  const { node_id: node } = attributes ?? {}
  return typeof node === 'string' || typeof node === 'number' ? { node: String(node) } : {}
}

/** What people call an agent. PURE. */
export const agentName = ({ node, hostname, id }: { node?: string; hostname: string; id: string }): string =>
  node ?? (hostname || id)
