// Words of the coding screen.
export const coding = {
  queue: 'Queue',
} as const
