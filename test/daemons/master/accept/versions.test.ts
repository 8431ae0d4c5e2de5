import { expect, it } from 'vitest'
import { versions } from '../../../../src/daemons/master/accept/launch.ts'

const agent = (fields: object) => ({ agent: fields }) as never

it.each([
  ['nothing of an agent that has not said', {}, {}],
  ['the agent’s', { resourceVersionUuid: 'YQ==' }, { resource_version_uuids: [{ uuid: { value: 'YQ==' } }] }],
  [
    'the agent’s and each provider’s',
    { resourceVersionUuid: 'YQ==', providers: new Map([['P', { version: 'cA==' }]]) },
    {
      resource_version_uuids: [
        { uuid: { value: 'YQ==' } },
        { resource_provider_id: { value: 'P' }, uuid: { value: 'cA==' } },
      ],
    },
  ],
])('a launch tells the state of resources that it was decided on: %s', (_, fields, expected) => {
  expect(versions(agent(fields))).toEqual(expected)
})
