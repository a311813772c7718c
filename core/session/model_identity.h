// Which file a model is, so that a session can tell whether the one at hand made it.
#pragma once

#include "core/base/result.h"
#include "core/session/session.h"

#include <filesystem>
#include <stop_token>

namespace logitscope {

// A file up to this size is hashed as a whole: it takes a fraction of a second.
constexpr std::uint64_t wholeHashBytes = std::uint64_t{256} << 20;

// The name, size and SHA-256 of a model file. Of a larger file the hash covers its size (8 bytes, little-endian), its
// first and last 8 MiB (which hold the metadata and the vocabulary) and 64 stretches of 256 KiB spread evenly between
// them; `sampled` says so. Of a folder it covers the files in it that end in .safetensors, .json, .model or .bin, in
// the order of their names: for each the line "name, size, hash". Reads the disk: not for the GUI thread. Fails with a
// sentence for what cannot be read, and when stopped.
Result<FileIdentity> identifyModel(const std::filesystem::path& path, const std::stop_token& stop = {});

} // namespace logitscope
