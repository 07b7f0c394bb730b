// Words of the pages around the coding screen.
export const pages = {} as const
