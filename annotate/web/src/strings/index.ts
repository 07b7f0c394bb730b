// The one catalogue of interface strings.
export { coding } from './coding'
export { common } from './common'
export { pages } from './pages'
