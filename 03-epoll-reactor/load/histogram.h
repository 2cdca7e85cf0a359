// Counts values so that percentiles can be asked for afterwards: exact enough
// to compare servers, small enough to be filled a million times a second.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace net {

/// A histogram whose buckets grow with the values: each power of two is cut
/// into 128 of the same width, so no value is off by more than 1 %.
/// Source:   the idea of HdrHistogram, by Gil Tene
class histogram {
public:
    void record(std::uint64_t value);

    /// Adds all that another one has recorded.
    void merge(const histogram& other);

    std::uint64_t count() const { return count_; }
    std::uint64_t max() const { return max_; } // exact; 0 if empty

    /// The value that `percent` of all values do not exceed: 50 gives the
    /// median, 100 the maximum.
    /// Shape:    0 if nothing has been recorded
    std::uint64_t percentile(double percent) const;

private:
    static constexpr int parts = 128; // of a power of two

    static std::size_t bucket_of(std::uint64_t value);
    static std::uint64_t middle_of(std::size_t bucket);

    std::vector<std::uint64_t> buckets_; // as many as the largest value needs
    std::uint64_t count_ = 0;            // sum of all buckets
    std::uint64_t max_ = 0;
};

} // namespace net
