import { describe, expect, it } from 'vitest'
import { readTerraformState } from '../../src/inventory/readers/terraform-state.ts'

const read = (state: unknown) => {
  const listing = readTerraformState(JSON.stringify(state))
  if ('wrong' in listing) return listing.wrong
  return Object.fromEntries(
    [...listing.hostVariables].map(([name, variables]) => [
      name,
      [
        variables.ansible_host,
        variables.mantl_address,
        variables.ansible_user,
        [...listing.groups]
          .filter(([, { hosts }]) => hosts.includes(name))
          .map(([group]) => group)
          .join(' '),
      ],
    ]),
  )
}
const four = (type: string, attributes: object, module?: string) => ({
  version: 4,
  terraform_version: '1.9.0',
  resources: [
    { mode: 'managed', type, name: 'x', ...(module ? { module } : {}), instances: [{ attributes }] },
    { mode: 'data', type, name: 'y', instances: [{ attributes: { name: 'data', tags: { Name: 'data' } } }] },
    { mode: 'managed', type: 'aws_vpc', name: 'z', instances: [{ attributes: { id: 'v' } }] },
  ],
})
const three = (type: string, attributes: Record<string, string>) => ({
  version: 3,
  terraform_version: '0.11.0',
  modules: [{ path: ['root', 'dc-1'], resources: { [`${type}.x`]: { type, primary: { id: 'i-1', attributes } } } }],
})

describe('a Terraform state', () => {
  it.each<[string, unknown, Record<string, unknown[]>]>([
    [
      'aws, version 4',
      four('aws_instance', {
        id: 'i-1',
        public_ip: '1.2.3.4',
        private_ip: '10.0.0.4',
        tags: { Name: 'c-01', role: 'control', dc: 'eu', sshUser: 'admin' },
      }),
      { 'c-01': ['1.2.3.4', '10.0.0.4', 'admin', 'role=control dc=eu provider=aws'] },
    ],
    [
      'aws, version 3',
      three('aws_instance', {
        id: 'i-1',
        public_ip: '1.2.3.4',
        private_ip: '10.0.0.4',
        'tags.%': '2',
        'tags.Name': 'c-01',
        'tags.role': 'control',
        'tags.sshPrivateIp': 'true',
      }),
      { 'c-01': ['10.0.0.4', '10.0.0.4', undefined, 'role=control dc=dc-1 provider=aws'] },
    ],
    [
      'digitalocean keeps its labels in user_data',
      four('digitalocean_droplet', {
        name: 'w-01',
        ipv4_address: '5.6.7.8',
        user_data: '{"role":"worker","dc":"ams 3"}',
      }),
      { 'w-01': ['5.6.7.8', '5.6.7.8', 'root', 'role=worker dc=ams-3 provider=digitalocean'] },
    ],
    [
      'google, version 3',
      three('google_compute_instance', {
        name: 'g',
        'network_interface.#': '1',
        'network_interface.0.address': '10.1.0.2',
        'network_interface.0.access_config.0.assigned_nat_ip': '9.9.9.9',
        'metadata.role': 'edge',
        'metadata.ssh_user': 'centos',
      }),
      { g: ['9.9.9.9', '10.1.0.2', 'centos', 'role=edge dc=dc-1 provider=gce'] },
    ],
    [
      'openstack in a module of version 4',
      four(
        'openstack_compute_instance_v2',
        {
          name: 'o',
          access_ip_v4: '7.7.7.7',
          network: [{ fixed_ip_v4: '192.168.0.7' }],
          metadata: { role: 'control' },
        },
        'module.control',
      ),
      { o: ['7.7.7.7', '192.168.0.7', undefined, 'role=control dc=control provider=openstack'] },
    ],
    [
      'triton finds the private address',
      four('triton_machine', { name: 't', primaryip: '8.8.4.4', ips: ['8.8.4.4', '10.2.0.1'] }),
      { t: ['8.8.4.4', '10.2.0.1', 'root', 'role=none dc=root provider=triton'] },
    ],
    ['without machines', four('aws_subnet', {}), {}],
  ])('%s', (_, state, hosts) => {
    expect(read(state)).toEqual(hosts)
  })

  it.each([
    [{ version: 9, resources: [] }, 'a Terraform state of version 9, or a damaged one'],
    [{ version: 4, resources: [{}] }, 'a Terraform state of version 4, or a damaged one'],
    [[], 'no Terraform state'],
  ])('%j is none: %s', (state, wrong) => {
    expect(read(state)).toBe(wrong)
  })

  it('takes no name for more than a name', () => {
    expect(read(three('aws_instance', { '__proto__.polluted': 'yes', id: 'i' }))).toEqual({
      i: [undefined, undefined, undefined, 'role=none dc=dc-1 provider=aws'],
    })
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })
})
