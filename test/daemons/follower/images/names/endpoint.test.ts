import { expect, it } from 'vitest'
import { endpointOf } from '../../../../../src/daemons/follower/images/names/endpoint.ts'
import { parseReference } from '../../../../../src/daemons/follower/images/names/reference.ts'

const hub = 'https://registry-1.docker.io'

it.each([
  ['busybox', hub, { origin: hub, host: 'registry-1.docker.io', repository: 'library/busybox' }],
  ['org/app', hub, { origin: hub, host: 'registry-1.docker.io', repository: 'org/app' }],
  ['docker.io/busybox', 'http://localhost:5000', { origin: hub, host: 'docker.io', repository: 'library/busybox' }],
  [
    'busybox',
    'http://localhost:5000',
    { origin: 'http://localhost:5000', host: 'localhost:5000', repository: 'busybox' },
  ],
  ['app', 'registry.example', { origin: 'https://registry.example', host: 'registry.example', repository: 'app' }],
  [
    'app',
    'http://registry.example:80/',
    { origin: 'http://registry.example', host: 'registry.example', repository: 'app' },
  ],
  ['r.example/app', hub, { origin: 'https://r.example', host: 'r.example', repository: 'app' }],
  ['r.example:5000/app', hub, { origin: 'https://r.example:5000', host: 'r.example:5000', repository: 'app' }],
  ['127.0.0.1:5000/app', hub, { origin: 'http://127.0.0.1:5000', host: '127.0.0.1:5000', repository: 'app' }],
  ['localhost/app', hub, { origin: 'http://localhost', host: 'localhost', repository: 'app' }],
  [
    'localhost.example:5000/app',
    hub,
    { origin: 'https://localhost.example:5000', host: 'localhost.example:5000', repository: 'app' },
  ],
  ['127.0.0.1.example/app', hub, { origin: 'https://127.0.0.1.example', host: '127.0.0.1.example', repository: 'app' }],
])('%s with --docker_registry=%s', (name, registry, endpoint) => {
  const reference = parseReference(name)
  if ('problem' in reference) throw new Error(reference.problem)
  expect(endpointOf(reference, registry)).toEqual(endpoint)
})
