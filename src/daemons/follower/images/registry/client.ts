import { MantlError } from '../../../../errors.ts'
import { readWhole, verified } from '../layers/verified.ts'
import { isDigest } from '../names/digest.ts'
import type { Endpoint } from '../names/endpoint.ts'
import { largestManifest, manifestTypes } from '../sources/manifest.ts'
import type { BlobStore } from '../sources/source.ts'
import { authorize } from './authorization.ts'
import { parseChallenge } from './challenge.ts'
import type { RegistryCredential } from './credentials.ts'
import { ask, bytesOf, type RegistryAnswer } from './request.ts'

/** One repository of a registry (OCI distribution specification), as far as pulling goes. */
export interface RegistryClient extends BlobStore {
  /** `version`: a tag, or a digest that what comes must have. Throws MantlError follower.image. */
  manifest(version: string): Promise<string>
}

const mostRedirects = 5

export const createRegistryClient = (
  { origin, repository }: Endpoint,
  { stallMillis, credential }: { readonly stallMillis: number; readonly credential?: RegistryCredential },
): RegistryClient => {
  let authorization: string | undefined

  const get = async (path: string, accept: string): Promise<{ answer: RegistryAnswer; url: URL }> => {
    const url = new URL(`${origin}/v2/${repository}/${path}`)
    for (let fresh = false; ; fresh = true) {
      const found = await follow(url, accept)
      const asked = found.answer.status === 401 && found.url.origin === url.origin
      if (!asked || fresh) return { ...found, answer: await accepted(found.answer, found.url) }
      found.answer.body.destroy()
      const header = [found.answer.headers['www-authenticate'] ?? []].flat().join(', ')
      const challenge = parseChallenge(header)
      if (challenge === undefined)
        throw new MantlError('follower.image', `${url.host} wants a login of an unknown kind`)
      authorization = await authorize(challenge, {
        origin,
        repository,
        stallMillis,
        ...(credential ? { credential } : {}),
      })
    }
  }

  /** Who is sent elsewhere gets no credentials of ours, and nobody who began with TLS goes on without. */
  const follow = async (first: URL, accept: string): Promise<{ answer: RegistryAnswer; url: URL }> => {
    let url = first
    for (let hops = 0; hops <= mostRedirects; hops++) {
      const headers: Record<string, string> =
        url.origin === first.origin && authorization !== undefined ? { accept, authorization } : { accept }
      const answer = await ask({ url, headers, stallMillis })
      const location = answer.headers.location
      if (![301, 302, 303, 307, 308].includes(answer.status) || typeof location !== 'string') return { answer, url }
      answer.body.destroy()
      const next = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined
      const safe = next?.protocol === 'https:' || (next?.protocol === 'http:' && url.protocol === 'http:')
      if (next === undefined || !safe)
        throw new MantlError('follower.image', `${url.host} leads to a place without TLS`)
      url = next
    }
    throw new MantlError('follower.image', `${first.host} leads on and on`)
  }

  return {
    manifest: async version => {
      const { answer, url } = await get(`manifests/${version}`, acceptable.manifest)
      const told = answer.headers['docker-content-digest']
      const digest = isDigest(version) ? version : typeof told === 'string' && isDigest(told) ? told : undefined
      const bytes = bytesOf(answer, { url, stallMillis })
      const checked = digest === undefined ? bytes : verified(bytes, { digest })
      return (await readWhole(checked, largestManifest, 'its manifest')).toString('utf8')
    },
    open: async ({ digest }, kind) => {
      const { answer, url } = await get(`${kind === 'manifest' ? 'manifests' : 'blobs'}/${digest}`, acceptable[kind])
      return bytesOf(answer, { url, stallMillis })
    },
  }
}

const acceptable = { manifest: manifestTypes.join(', '), blob: '*/*' } as const

const words: Readonly<Record<number, string>> = {
  401: 'refuses our login',
  403: 'refuses us',
  404: 'has no such image',
}

const accepted = async (answer: RegistryAnswer, url: URL): Promise<RegistryAnswer> => {
  if (answer.status === 200) return answer
  answer.body.destroy()
  const word = words[answer.status] ?? `answered ${answer.status}`
  throw new MantlError('follower.image', `${url.host} ${word}`, {
    retryable: answer.status === 429 || answer.status >= 500,
  })
}
