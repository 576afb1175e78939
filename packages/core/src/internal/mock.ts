/** The defect of a mocked method that the test did not give. */
export const notGiven = (module: string, method: string): Error =>
  new Error(`${module}.${method} was called, but ${module}.layerMock was given no "${method}".`)
