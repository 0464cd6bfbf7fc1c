// Package detect finds things in what an SSD network's heads put out (Liu et al. 2016, arXiv 1512.02325; Table 13 of the
// MobileNet paper).
//
// At every cell of six feature maps the network looks at some default boxes, [Anchors]: it puts out, for each, how the box
// of a thing there differs from it, and a score for each class. A [Detector] decodes the boxes of the best scores and
// leaves out those that overlap a better one.
//
// Places are in pictures: 0 is the left or upper edge, 1 the right or lower one. Horizontal comes before vertical.
package detect
