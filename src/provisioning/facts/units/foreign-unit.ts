import { batched } from '../../model/fact.ts'

/** A unit of systemd that is not ours: whether it runs or would start at boot. Both false where there is none, or no systemd. */
export const foreignUnit = batched<{ readonly unit: string }, { readonly active: boolean; readonly enabled: boolean }>({
  name: 'units/foreign-unit',
  subject: ({ unit }) => `the unit ${unit}`,
  batch: {
    command: all => ({ script, args: all.map(({ unit }) => unit) }),
    read: ({ stdout }, all) => {
      const lines = stdout.split('\n').map(line => line.split(' '))
      return all.map(({ unit }) => {
        const [, active, enabled] = lines.find(([name]) => name === unit) ?? []
        return { active: active === 'active', enabled: enabled === 'enabled' }
      })
    },
  },
})

/** Where no file of that name lies, which is nearly everywhere, systemd is not asked: that costs more than all else here. */
const script = `for u; do
  found=
  for d in /etc /run /usr/lib /lib; do [ ! -e "$d/systemd/system/$u.service" ] || found=1; done
  [ -n "$found" ] || continue
  a=$(systemctl --system is-active "$u" 2>/dev/null); e=$(systemctl --system is-enabled "$u" 2>/dev/null)
  echo "$u \${a:--} \${e:--}"
done; :`
