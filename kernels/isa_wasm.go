package kernels

const hasSIMD128 = true
