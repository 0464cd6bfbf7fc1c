// Package head teaches a MobileNet new questions (Howard et al. 2017, arXiv:1704.04861, section 4): one backbone, many
// heads. A [Head] is a single layer on the features that the backbone sees in a picture anyway, model.Network.Features,
// so that a few examples of each class and a few seconds in the browser train it.
//
// There are four kinds. A softmax says which of the classes a picture shows; a sigmoid says of each attribute whether the
// picture has it; cells say which of the places it was taken at; an embedding says which of the things seen before it
// shows, by the angle to the [Reference] vectors, and learns further things without training.
//
// Cells are a softmax over places, as in PlaNet (Weyand et al. 2016, arXiv:1602.05314), and are trained as one. What
// differs is what is asked of them: not the first answer alone but the probability of every place, and how far off an
// answer is, see [Evaluation.Within].
//
// The way of a head:
//
//	train, heldOut := head.Split(examples, 0.25)
//	h, err := head.New(head.Softmax, backbone, classes, train)
//	t, err := head.NewTrainer(h, head.Standard(), train, heldOut)
//	for !t.Done() {
//		t.Step() // a mini-batch, well below a frame's time
//	}
//	h = t.Head()
//	rejection := h.ChooseThreshold(heldOut)
//	answer = h.Answer(answer, features)
//	class := h.Decide(answer) // −1: none of them
//
// [Check] says what is wrong with the examples, [Evaluate] how well a head does. Shares are given as counts; what so many
// examples tell is the page's to say. What is held out ends the training and chooses the threshold, so it flatters the
// head a little: an honest figure needs examples that were used for neither.
//
// # Distillation
//
// A narrow network's head learns from the widest one's without labels: [Head.Target] of the wide head, on the features
// that the wide network sees, is the target of an [Example] with those that the narrow one sees in the same picture.
// Of an embedding these are the wide one's vectors, the mechanism of Table 14. [Agreement] says how alike the two are.
//
// # Determinism
//
// The same examples, in the same order, give the same head to the last bit, natively and in a browser: nothing is at
// random but by Recipe.Seed, and all sums have one order.
//
// # The file
//
// A head's file is a safetensors file (see package weights) with the tensors, in float32 unless it says U8,
//
//	weights       [features, outputs]
//	bias          [outputs]             one for each class; 128 of an embedding
//	references    [n, 128]              of an embedding that has some
//	features      [n, views, features]  of a Collection: what the backbone sees in each view of the pictures
//	pictures      [bytes]               of a Collection, U8: the pictures' files, one after another
//
// and these members of "__metadata__":
//
//	format        "mobilenet-v1-head"
//	version       "1"
//	kind          "softmax", "sigmoid", "cells" or "embedding"
//	backbone      SHA-256 of the file of the backbone's weights, hexadecimal
//	alpha         the backbone's width multiplier
//	resolution    side of its input in pixels
//	precision     what it computes with, "f32" or "int8"
//	classes       their names, one a line
//	threshold     what answers below say is none of the classes
//	provenance    how the head was trained, in words
//	references    the classes of the references, counted from 0, with spaces between
//	task          of a Collection: what it is for, as the program that collected it says it
//	pictures      of a Collection: what each picture shows, as that program says it, one a line
//	lengths       of a Collection: how long each picture's file is, in bytes, with spaces between
//	crc32         the check value of everything else, eight hexadecimal digits
//
// A reader ignores members and tensors that it does not know, but for the check value, which is of all of them.
package head
