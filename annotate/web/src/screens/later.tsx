// Pages that few visits need: fetched when they are opened, so that the others start without them.
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Frame } from './shared/frame'
import { asApiError } from './shared/load'
import { Failed, Loading } from './shared/parts'
import { agreement, models } from '../strings'
import type { ApiError } from '../lib/api'

type Screen = ComponentType<{ id: number }>

function Later({ id, title, fetch }: { id: number; title: string; fetch: () => Promise<Screen> }) {
  const [screen, setScreen] = useState<{ Page: Screen } | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  useEffect(() => {
    fetch().then(
      (Page) => setScreen({ Page }),
      (failed: unknown) => setError(asApiError(failed)),
    )
  }, [fetch])
  if (screen) return <screen.Page id={id} />
  return <Frame title={title}>{error ? <Failed error={error} again={() => location.reload()} /> : <Loading />}</Frame>
}

const agreementScreen = () => import('./agreement').then((page) => page.AgreementScreen)
const modelsScreen = () => import('./models').then((page) => page.ModelsScreen)

export const AgreementLater = ({ id }: { id: number }) => <Later id={id} title={agreement.title} fetch={agreementScreen} />
export const ModelsLater = ({ id }: { id: number }) => <Later id={id} title={models.title} fetch={modelsScreen} />
