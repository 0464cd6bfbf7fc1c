package main

// studio is a quiet room's light: a big warm softbox from the upper left and a weak cool one from the right. Reach is
// how far they stand from the target.
func studio(target vec, reach float64) []lamp {
	return []lamp{
		softbox(target.add(vec{-1.0, 1.5, 0.9}.mul(reach)), target, 0.6*reach, 0.6*reach, vec{6.0, 5.7, 5.2}),
		softbox(target.add(vec{1.9, 0.9, 0.4}.mul(reach)), target, 0.4*reach, 0.9*reach, vec{0.8, 0.95, 1.2}),
	}
}

// room is the light that pale walls send back.
func room(dir vec) vec {
	return vec{0.42, 0.42, 0.44}.lerp(vec{0.6, 0.59, 0.57}, max(0, dir.y))
}

// daylight is a warm sun, larger than the real one so that shadows are soft.
func daylight(target vec, reach float64) []lamp {
	return []lamp{softbox(target.add(vec{-1.2, 1.5, 0.9}.mul(reach)), target, 0.35*reach, 0.35*reach, vec{20, 18.5, 15.5})}
}

// outdoors is a hazy sky over hedges.
func outdoors(dir vec) vec {
	hedge, haze, blue := rgb(0x4d6b35), rgb(0xb9cfc4), rgb(0x8fb8dc)
	return hedge.lerp(haze, smooth(0.0, 0.25, dir.y)).lerp(blue, smooth(0.2, 0.9, dir.y))
}

// clouded is a blue sky with a few clouds.
func clouded(dir vec) vec {
	blue := rgb(0xbfdcf0).lerp(rgb(0x3f86cc), smooth(-0.15, 0.7, dir.y))
	c := clouds(vec{float64(dir.x*3) + 1.7, dir.y * 6, dir.z * 3}, 5)
	return blue.lerp(vec{0.95, 0.95, 0.95}, smooth(0.5, 0.75, c))
}
