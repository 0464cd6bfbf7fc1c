// ReLU6 in place, forward and backward, for one core of a CPU: the library's has no bfloat16
// backward, and takes several passes. relu6.py compiles and calls it.

#include <cstdint>

// Numbers above 0 compare as their bits do, in float32 as in bfloat16; those below 0 have the sign
// bit, which makes them negative as whole numbers.
namespace {

template <typename Bits, Bits six>
void forward(int64_t n, Bits* x) {
  for (int64_t i = 0; i < n; i++) {
    Bits v = x[i];
    v = v > 0 ? v : 0;
    x[i] = v < six ? v : six;
  }
}

template <typename Bits, Bits six>
void backward(int64_t n, const Bits* y, const Bits* dy, Bits* dx) {
  for (int64_t i = 0; i < n; i++) dx[i] = (y[i] > 0) & (y[i] < six) ? dy[i] : 0;
}

}  // namespace

extern "C" {

void forward_float32(int64_t n, int32_t* x) { forward<int32_t, 0x40c00000>(n, x); }
void forward_bfloat16(int64_t n, int16_t* x) { forward<int16_t, 0x40c0>(n, x); }

void backward_float32(int64_t n, const int32_t* y, const int32_t* dy, int32_t* dx) {
  backward<int32_t, 0x40c00000>(n, y, dy, dx);
}
void backward_bfloat16(int64_t n, const int16_t* y, const int16_t* dy, int16_t* dx) {
  backward<int16_t, 0x40c0>(n, y, dy, dx);
}
}
