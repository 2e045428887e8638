/** Where a field is: names of fields and indices of lists. */
export type Path = readonly (string | number)[]
