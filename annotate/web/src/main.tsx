import { render } from 'preact'
import './styles/tokens.css'
import './styles/components.css'
import './styles/pages.css'
import './styles/coding.css'
import { App } from './app'
import { startRouter } from './router'
import { showChoices } from './screens/shared/look'

showChoices()
startRouter()
const root = document.getElementById('app')
if (root) render(<App />, root)
