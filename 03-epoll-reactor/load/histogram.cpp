#include "03-epoll-reactor/load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace net {

void histogram::record(std::uint64_t value) {
    const std::size_t at = bucket_of(value);
    if (buckets_.size() <= at) buckets_.resize(at + 1);
    ++buckets_[at];
    ++count_;
    max_ = std::max(max_, value);
}

void histogram::merge(const histogram& other) {
    if (buckets_.size() < other.buckets_.size()) {
        buckets_.resize(other.buckets_.size());
    }
    for (std::size_t i = 0; i < other.buckets_.size(); ++i) {
        buckets_[i] += other.buckets_[i];
    }
    count_ += other.count_;
    max_ = std::max(max_, other.max_);
}

std::uint64_t histogram::percentile(double percent) const {
    if (count_ == 0) return 0;
    const double exact = std::ceil(percent / 100 * static_cast<double>(count_));
    const auto rank = std::clamp<std::uint64_t>(
        static_cast<std::uint64_t>(std::max(exact, 1.0)), 1, count_);
    if (rank == count_) return max_;
    std::uint64_t seen = 0;
    std::size_t bucket = 0;
    while ((seen += buckets_[bucket]) < rank) ++bucket;
    return std::min(middle_of(bucket), max_);
}

// Values below 2 * parts have a bucket each. A larger one is shifted right
// until it is; how often says in which power of two it lies.
std::size_t histogram::bucket_of(std::uint64_t value) {
    if (value < 2 * parts) return static_cast<std::size_t>(value);
    const auto shift =
        static_cast<std::size_t>(std::bit_width(value / (2 * parts)));
    return shift * parts + static_cast<std::size_t>(value >> shift);
}

std::uint64_t histogram::middle_of(std::size_t bucket) {
    if (bucket < 2 * parts) return bucket;
    const std::size_t shift = bucket / parts - 1; // bucket_of() backwards
    const std::uint64_t lowest = std::uint64_t{bucket - shift * parts} << shift;
    return lowest + (std::uint64_t{1} << shift) / 2;
}

} // namespace net
