package main

// A group is some of ImageNet's classes that have something in common.
type group struct {
	name   string
	ranges [][2]int // first and last class
}

// groups cover all classes. ImageNet's order puts animals first, kin beside kin, then things by their English names,
// then food, landscapes and plants; so vehicles are picked one by one, and what no other group has is a thing.
var groups = []group{
	{"fish", [][2]int{{0, 6}, {389, 397}}},
	{"birds", [][2]int{{7, 24}, {80, 100}, {127, 146}}},
	{"amphibians and reptiles", [][2]int{{25, 68}}},
	{"insects, spiders, crustaceans", [][2]int{{69, 79}, {118, 126}, {300, 326}}},
	{"molluscs, corals, worms, starfish", [][2]int{{107, 117}, {327, 329}}},
	{"dogs", [][2]int{{151, 268}}},
	{"wolves, foxes, cats, bears", [][2]int{{269, 299}}},
	{"other mammals", [][2]int{{101, 106}, {147, 150}, {330, 388}}},
	{"vehicles", [][2]int{
		{403, 405},
		{407, 408},
		{417, 417},
		{436, 436},
		{444, 444},
		{450, 450},
		{466, 466},
		{468, 468},
		{472, 472},
		{484, 484},
		{510, 511},
		{547, 547},
		{554, 555},
		{561, 561},
		{565, 565},
		{569, 569},
		{573, 573},
		{575, 576},
		{586, 586},
		{595, 595},
		{603, 603},
		{609, 609},
		{612, 612},
		{625, 625},
		{627, 628},
		{654, 654},
		{656, 656},
		{660, 661},
		{665, 665},
		{670, 671},
		{675, 675},
		{690, 690},
		{705, 705},
		{717, 717},
		{724, 724},
		{734, 734},
		{751, 751},
		{757, 757},
		{779, 780},
		{802, 803},
		{812, 812},
		{814, 814},
		{817, 817},
		{820, 820},
		{829, 829},
		{833, 833},
		{847, 847},
		{856, 856},
		{864, 864},
		{866, 867},
		{870, 871},
		{874, 874},
		{880, 880},
		{895, 895},
		{914, 914},
	}},
	{"food and fruit", [][2]int{{923, 969}, {987, 988}, {998, 998}}},
	{"landscapes, plants, fungi, people", [][2]int{{970, 986}, {989, 997}}},
	{"other things", [][2]int{{0, classes - 1}}},
}

// groupOf returns the place in groups of a class.
func groupOf(class int) int {
	for i, g := range groups {
		for _, r := range g.ranges {
			if r[0] <= class && class <= r[1] {
				return i
			}
		}
	}
	panic("accuracy: a class outside ImageNet's")
}
