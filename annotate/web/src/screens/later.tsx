// Pages that few visits need: fetched when they are opened, so that the others start without them.
import { useEffect, useState } from 'preact/hooks'
import { Frame } from './shared/frame'
import { asApiError } from './shared/load'
import { Failed, Loading } from './shared/parts'
import { agreement } from '../strings'
import type { ApiError } from '../lib/api'

type Screen = typeof import('./agreement')['AgreementScreen']

export function AgreementLater({ id }: { id: number }) {
  const [screen, setScreen] = useState<{ Page: Screen } | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  useEffect(() => {
    import('./agreement').then(
      ({ AgreementScreen }) => setScreen({ Page: AgreementScreen }),
      (failed: unknown) => setError(asApiError(failed)),
    )
  }, [])
  if (screen) return <screen.Page id={id} />
  return <Frame title={agreement.title}>{error ? <Failed error={error} again={() => location.reload()} /> : <Loading />}</Frame>
}
