// --temperature, --top-k, … , --order and --chain: made from the sampler catalogue, so a new sampler has its flags by
// itself.
//
// A parameter without a flag in the catalogue takes the sampler's name (--top-p) when it is the main one, and its own
// (--min-keep) otherwise; a name that several samplers share sets all of them. What is not given is neutral.
#pragma once

#include "core/base/result.h"
#include "core/sampling/sampler_spec.h"

#include <CLI/App.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace logitscope {

class SamplerFlags {
public:
    void addOptions(CLI::App& app);
    // The chain that the flags describe: the samplers of --order; without it those that were given a flag, in
    // llama.cpp's order. Errors are bad usage: a value out of range, an unknown sampler, an unreadable --chain file.
    Result<ChainSpec> chain() const;
    // The flags that were given although --order leaves their sampler out, as a note; empty when there are none.
    std::string unusedNote() const;

private:
    Result<std::vector<std::string>> order() const;
    Result<SamplerSpec> stage(const std::string& samplerName) const;

    std::map<std::string, std::string> m_values;             // by flag
    std::map<std::string, std::vector<std::string>> m_lists; // by flag, as often as it was given
    std::optional<std::string> m_order;
    std::optional<std::string> m_chainFile;
};

} // namespace logitscope
