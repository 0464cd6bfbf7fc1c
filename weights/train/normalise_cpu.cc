// Batch normalisation with its ReLU6, forward and backward, for one core of a CPU.
// normalise_cpu.py compiles and calls it, and says what the numbers are.
//
// x is [rows, channels], row-major: an NHWC activation. For few channels a row is shorter than a
// vector, so all loops run over lines: whole rows, as many as make 64 numbers or more.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

namespace {

struct bfloat16 {
  uint16_t bits;
};

inline float widen(float v) { return v; }

inline float widen(bfloat16 v) {
  uint32_t bits = uint32_t(v.bits) << 16;
  float f;
  std::memcpy(&f, &bits, 4);
  return f;
}

inline void narrow(float f, float* to) { *to = f; }

inline void narrow(float f, bfloat16* to) {  // to the nearest, ties to even
  uint32_t bits;
  std::memcpy(&bits, &f, 4);
  to->bits = uint16_t((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

int64_t line(int64_t channels) { return channels * ((63 + channels) / channels); }

// Repeats the numbers of the channels along a line.
std::vector<float> spread(const float* v, int64_t channels) {
  std::vector<float> found(line(channels));
  for (size_t i = 0; i < found.size(); i++) found[i] = v[i % channels];
  return found;
}

// Adds up two numbers for each element, term(i, c, &a, &b) of element i and place c of its line, by
// channel. Sums of 128 lines are float32, theirs double: float32 alone loses digits over the
// hundred thousands of rows of a batch.
template <typename Term>
void sums(int64_t n, int64_t channels, double* first, double* second, Term term) {
  const int64_t width = line(channels);
  std::vector<float> a(width), b(width);
  std::fill(first, first + channels, 0.0);
  std::fill(second, second + channels, 0.0);
  for (int64_t begin = 0; begin < n; begin += 128 * width) {
    const int64_t end = std::min(n, begin + 128 * width);
    std::fill(a.begin(), a.end(), 0.0f);
    std::fill(b.begin(), b.end(), 0.0f);
    float *pa = a.data(), *pb = b.data();
    for (int64_t at = begin; at < end; at += width) {
      const int64_t length = std::min(width, end - at);
#pragma GCC ivdep
      for (int64_t c = 0; c < length; c++) {
        float u, v;
        term(at + c, c, &u, &v);
        pa[c] += u;
        pb[c] += v;
      }
    }
    for (int64_t c = 0; c < width; c++) {
      first[c % channels] += a[c];
      second[c % channels] += b[c];
    }
  }
}

template <typename T>
void statistics(const T* x, int64_t rows, int64_t channels, float* mean, float* variance) {
  std::vector<double> first(channels), second(channels);
  sums(rows * channels, channels, first.data(), second.data(), [x](int64_t i, int64_t, float* u, float* v) {
    *u = widen(x[i]);
    *v = *u * *u;
  });
  for (int64_t c = 0; c < channels; c++) {
    const double m = first[c] / double(rows);
    mean[c] = float(m);
    variance[c] = float(std::fmax(second[c] / double(rows) - m * m, 0.0));
  }
}

// y = min(max(x * scale + shift, 0), 6); a NaN stays one.
template <typename T>
void forward(const T* x, int64_t rows, int64_t channels, const float* scale, const float* shift, T* y) {
  const int64_t n = rows * channels, width = line(channels);
  const std::vector<float> s = spread(scale, channels), t = spread(shift, channels);
  const float *ps = s.data(), *pt = t.data();
  for (int64_t at = 0; at < n; at += width) {
    const int64_t length = std::min(width, n - at);
#pragma GCC ivdep
    for (int64_t c = 0; c < length; c++) {
      float z = widen(x[at + c]) * ps[c] + pt[c];
      z = z < 0.0f ? 0.0f : z;
      z = z > 6.0f ? 6.0f : z;
      narrow(z, &y[at + c]);
    }
  }
}

// dx from dy; also the gradients of gamma and beta. With g = dy where 0 < x * scale + shift < 6,
// else 0, and u = (x - mean) * inverse: dbeta = sum g, dgamma = sum g u and
// dx = scale * (g - dbeta / rows - u * dgamma / rows).
template <typename T>
void backward(const T* dy, const T* x, int64_t rows, int64_t channels, const float* scale,
              const float* shift, const float* mean, const float* inverse, T* dx, float* dgamma,
              float* dbeta) {
  const int64_t n = rows * channels, width = line(channels);
  const std::vector<float> s = spread(scale, channels), t = spread(shift, channels);
  const std::vector<float> m = spread(mean, channels), r = spread(inverse, channels);
  const float *ps = s.data(), *pt = t.data(), *pm = m.data(), *pr = r.data();
  std::vector<double> first(channels), second(channels);
  sums(n, channels, first.data(), second.data(), [=](int64_t i, int64_t c, float* u, float* v) {
    const float value = widen(x[i]), z = value * ps[c] + pt[c];
    const float g = z > 0.0f && z < 6.0f ? widen(dy[i]) : 0.0f;
    *u = g;
    *v = g * ((value - pm[c]) * pr[c]);
  });
  // dx = scale * g + a * x + b, with the two sums in a and b.
  std::vector<float> a(channels), b(channels);
  for (int64_t c = 0; c < channels; c++) {
    dbeta[c] = float(first[c]);
    dgamma[c] = float(second[c]);
    const double slope = -double(scale[c]) * inverse[c] * second[c] / double(rows);
    a[c] = float(slope);
    b[c] = float(-double(scale[c]) * first[c] / double(rows) - slope * mean[c]);
  }
  const std::vector<float> la = spread(a.data(), channels), lb = spread(b.data(), channels);
  const float *pa = la.data(), *pb = lb.data();
  for (int64_t at = 0; at < n; at += width) {
    const int64_t length = std::min(width, n - at);
#pragma GCC ivdep
    for (int64_t c = 0; c < length; c++) {
      const float value = widen(x[at + c]), z = value * ps[c] + pt[c];
      const float g = z > 0.0f && z < 6.0f ? widen(dy[at + c]) : 0.0f;
      narrow(ps[c] * g + (pa[c] * value + pb[c]), &dx[at + c]);
    }
  }
}

}  // namespace

#define EXPORT(T, NAME)                                                                             \
  void statistics_##NAME(const T* x, int64_t rows, int64_t channels, float* mean, float* variance) { \
    statistics(x, rows, channels, mean, variance);                                                  \
  }                                                                                                 \
  void forward_##NAME(const T* x, int64_t rows, int64_t channels, const float* scale,               \
                      const float* shift, T* y) {                                                   \
    forward(x, rows, channels, scale, shift, y);                                                    \
  }                                                                                                 \
  void backward_##NAME(const T* dy, const T* x, int64_t rows, int64_t channels, const float* scale, \
                       const float* shift, const float* mean, const float* inverse, T* dx,          \
                       float* dgamma, float* dbeta) {                                               \
    backward(dy, x, rows, channels, scale, shift, mean, inverse, dx, dgamma, dbeta);                \
  }

extern "C" {
EXPORT(float, float32)
EXPORT(bfloat16, bfloat16)
}
