import type { Acl } from './jute/records.ts'

export const permission = { read: 1, write: 2, create: 4, delete: 8, admin: 16, all: 31 } as const

export const openAcl: readonly Acl[] = [{ permissions: permission.all, scheme: 'world', id: 'anyone' }]

/** Whoever is authenticated may do all, everybody may read: what Mesos puts on its nodes when the zk:// URL has credentials. */
export const creatorAllWorldRead: readonly Acl[] = [
  { permissions: permission.read, scheme: 'world', id: 'anyone' },
  { permissions: permission.all, scheme: 'auth', id: '' },
]

/** Whoever is authenticated may do all, others nothing: the registry, where there are credentials. */
export const creatorAll: readonly Acl[] = [{ permissions: permission.all, scheme: 'auth', id: '' }]
