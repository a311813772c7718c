#include "core/files/json_document.h"

#include "core/base/mapped_file.h"
#include "core/base/utf8.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace logitscope {

namespace {

constexpr int deepest = 32;
constexpr std::size_t largestFile = std::size_t{64} << 20;

// Sees every object and member as the parser meets it.
class Watcher {
public:
    // False leaves the value out of the document: what is refused takes no memory.
    bool see(int depth, nlohmann::json::parse_event_t event, const nlohmann::json& value) {
        using Event = nlohmann::json::parse_event_t;
        if (event == Event::object_start || event == Event::array_start) {
            m_tooDeep = m_tooDeep || depth >= deepest;
            if (!m_tooDeep && event == Event::object_start) {
                m_names.resize(static_cast<std::size_t>(depth) + 1);
                m_names.back().clear();
            }
        } else if (event == Event::key && !m_tooDeep) {
            const auto& name = value.get_ref<const std::string&>();
            if (!m_names[static_cast<std::size_t>(depth) - 1].insert(name).second && m_twice.empty()) {
                m_twice = inQuotes(name);
            }
        }
        return !m_tooDeep;
    }

    // What is wrong, to follow the subject of a sentence; empty for nothing.
    std::string problem() const {
        if (m_tooDeep) {
            return "nests its values more than " + std::to_string(deepest) + " deep";
        }
        return m_twice.empty() ? std::string() : "has the member " + m_twice + " twice";
    }

private:
    std::vector<std::set<std::string>> m_names; // of the open object at each depth
    std::string m_twice;
    bool m_tooDeep = false;
};

} // namespace

Result<nlohmann::json> parseJson(std::string_view text, std::string_view subject) {
    Watcher watcher;
    const auto see = [&watcher](int depth, nlohmann::json::parse_event_t event, nlohmann::json& value) {
        return watcher.see(depth, event, value);
    };
    nlohmann::json document = nlohmann::json::parse(text.begin(), text.end(), see, false);
    const std::string problem = watcher.problem();
    if (!problem.empty()) {
        return Error{std::string(subject) + " is damaged: it " + problem + "; copy or download it again."};
    }
    if (document.is_discarded()) {
        return Error{std::string(subject) + " is damaged: it is not valid JSON; copy or download it again."};
    }
    return document;
}

Result<nlohmann::json> readJsonObject(const std::filesystem::path& path) {
    const auto mapped = MappedFile::open(path);
    if (!mapped) {
        return mapped.error();
    }
    const std::string subject = "The file " + inQuotes(path.native(), 4096);
    if (mapped->bytes().size() > largestFile) {
        return Error{subject + " is too large for what it should be; copy or download it again."};
    }
    auto document = parseJson({reinterpret_cast<const char*>(mapped->bytes().data()), mapped->bytes().size()}, subject);
    if (document && !document->is_object()) {
        return Error{subject + " is damaged: it holds no JSON object; copy or download it again."};
    }
    return document;
}

} // namespace logitscope
