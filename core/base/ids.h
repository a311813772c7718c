// Numbers that name things. Distinct types, so that a position is never passed where a token is meant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace logitscope {

enum class TokenId : std::int32_t {};
enum class Position : std::int32_t {}; // index of a token in its sequence, the first is 0
enum class LayerIndex : std::int32_t {};
enum class HeadIndex : std::int32_t {};
enum class ExpertIndex : std::int32_t {};
enum class RunId : std::int32_t {};
enum class JobId : std::int32_t {};

// The number behind a name, for indexing.
template<typename Id>
requires(std::is_enum_v<Id>) constexpr std::size_t indexOf(Id id) { return static_cast<std::size_t>(id); }

template<typename Id>
requires(std::is_enum_v<Id>) constexpr std::underlying_type_t<Id> numberOf(Id id) {
    return static_cast<std::underlying_type_t<Id>>(id);
}

constexpr Position operator+(Position position, std::int32_t count) {
    return static_cast<Position>(numberOf(position) + count);
}

} // namespace logitscope
