import { Component, h, type ComponentType, type FunctionComponent } from 'preact'

/** A view that is drawn again only when `same` says that its properties have changed. */
export function memo<P extends object>(
  View: FunctionComponent<P>,
  same: (before: P, next: P) => boolean,
): ComponentType<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      return !same(this.props as P, next)
    }
    override render() {
      return h(View, this.props as P)
    }
  }
}
