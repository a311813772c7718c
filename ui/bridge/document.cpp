#include "ui/bridge/document.h"

#include <algorithm>

namespace logitscope {

void History::record(const Document& before, EditKind kind, bool merge, std::int64_t nowMilliseconds) {
    const bool merged = merge && m_lastKind == kind && nowMilliseconds - m_lastTime < mergeMilliseconds && canUndo();
    m_lastKind = kind;
    m_lastTime = nowMilliseconds;
    m_redo.clear();
    if (merged) {
        return;
    }
    m_undo.push_back(before);
    if (m_undo.size() > depth) {
        m_undo.erase(m_undo.begin());
    }
}

void History::withdraw(EditKind kind) {
    if (m_lastKind == kind && canUndo()) {
        m_undo.pop_back();
        m_lastKind.reset();
    }
}

void History::clear() { *this = History(); }

std::optional<Document> History::undo(const Document& current) {
    if (m_undo.empty()) {
        return std::nullopt;
    }
    Document target = std::move(m_undo.back());
    m_undo.pop_back();
    m_redo.push_back(current);
    m_lastKind.reset();
    return target;
}

std::optional<Document> History::redo(const Document& current) {
    if (m_redo.empty()) {
        return std::nullopt;
    }
    Document target = std::move(m_redo.back());
    m_redo.pop_back();
    m_undo.push_back(current);
    m_lastKind.reset();
    return target;
}

bool sameShape(const ChainSpec& left, const ChainSpec& right) {
    return std::ranges::equal(left.stages, right.stages, [](const SamplerSpec& a, const SamplerSpec& b) {
        return a.kind() == b.kind() && a.enabled == b.enabled;
    });
}

bool sameStopRules(const StopRules& left, const StopRules& right) {
    return left.atEndToken == right.atEndToken && left.texts == right.texts && left.maxTokens == right.maxTokens;
}

} // namespace logitscope
