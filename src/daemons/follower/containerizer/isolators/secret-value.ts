import type { Secret } from '../../../../mesos/messages/basics.ts'
import type { Refusal } from './isolator.ts'

/** The bytes of a secret, in base64. There is nobody who could resolve a reference: no module for it. */
export const secretValue = (secret: Secret | undefined): { readonly data: string } | Refusal => {
  if (secret === undefined) return { refused: 'has no secret' }
  const { type, reference, value } = secret
  if (type === 'REFERENCE' || (reference !== undefined && value === undefined)) {
    const name = reference === undefined ? '' : ` '${reference.name}'`
    return { refused: `is the reference${name}, which this agent has no secret resolver for` }
  }
  if (reference !== undefined) return { refused: 'has both a reference and a value' }
  return value === undefined ? { refused: 'has no value' } : { data: value.data }
}
