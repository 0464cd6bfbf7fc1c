// Package readout holds what the page works out from numbers and strings, apart
// from any browser: statistics of the last frames, how quantities are written, the
// stops of a slider, the weights that serve a point, the state in the URL's hash
// and the chart's axis.
//
// Times are in milliseconds throughout.
package readout
