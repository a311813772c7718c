// The commands of the Workbench that make branches, and that put them in order.
#include "core/base/uniform.h"
#include "core/sampling/chain.h"
#include "core/text/continuation.h"
#include "ui/bridge/workbench.h"

#include <algorithm>

namespace logitscope {

void Workbench::branch(std::size_t position, TokenId token) {
    const Run* from = run();
    if (!from || position > from->tokens.size() || !from->rowAt(position) || !ownsModelOf(*from)) {
        return;
    }
    if (position < from->tokens.size() && from->tokens[position].token == token) {
        return; // it is already the one taken
    }
    stop();
    edit(EditKind::Run, false);
    const double dice = uniformAt(position);
    const ChainMemory left = memoryAfter(position, token);
    const RunId fresh = m_runs->branch(from->id, position, settingsOf(*from, from->settings.sequence));
    m_runs->appendChosen(fresh, token, dice, left);
    submitContinuation(fresh, Length::Limit);
    show(fresh, position, false);
}

// What a token taken by hand leaves for samplers with memory, as if the chain had drawn it.
ChainMemory Workbench::memoryAfter(std::size_t position, TokenId token) const {
    const Run& shown = *run();
    const auto chain = SamplerChain::create(m_document.chain, shown.model->texts());
    if (!chain || !chain->remembers()) {
        return {};
    }
    std::vector<float> buffer;
    const KeptContext context = contextAt(position);
    return chain->remember(chain->apply(shown.rowAt(position)->view(buffer), context.view()), token, context.view());
}

void Workbench::reroll(std::size_t position) { drawAgain(position, std::nullopt); }

void Workbench::drawWith(std::size_t position, std::uint64_t seed) { drawAgain(position, seed); }

void Workbench::drawAgain(std::size_t position, std::optional<std::uint64_t> seed) {
    const Run* from = run();
    if (!from || position == 0 || position > from->tokens.size() || !ownsModelOf(*from)) {
        return;
    }
    stop();
    edit(EditKind::Run, false);
    m_document.seed = seed.value_or(m_document.seed);
    const std::uint32_t sequence = seed ? from->settings.sequence : ++m_lastSequence;
    const RunId fresh = m_runs->branch(from->id, position, settingsOf(*from, sequence));
    submitContinuation(fresh, Length::Limit);
    show(fresh, position, false);
}

Status Workbench::insertText(std::size_t position, const QString& text) {
    const Run* from = run();
    if (!from) {
        return {};
    }
    if (!from->model->tokenizer) {
        return Error{tr("This model has no vocabulary, so text cannot be cut into its tokens.").toStdString()};
    }
    const auto tokens = encodeContinuation(*from->model->tokenizer, text.toStdString());
    return tokens ? insertTokens(position, *tokens) : Status(tokens.error());
}

Status Workbench::insertTokens(std::size_t position, const std::vector<TokenId>& tokens) {
    const Run* from = run();
    if (!from || tokens.empty() || position == 0 || position > from->tokens.size() || !ownsModelOf(*from)) {
        return {};
    }
    if (position + tokens.size() > m_model->info.config.contextLength) {
        return Error{tr("With this text there would be more than the %1 tokens that the model can read.")
                         .arg(m_model->info.config.contextLength)
                         .toStdString()};
    }
    stop();
    edit(EditKind::Run, false);
    const std::uint32_t sequence = from->settings.sequence;
    const RunId fresh = m_runs->branch(from->id, position, settingsOf(*from, sequence));
    // The chain has not seen the rows between these tokens: what it remembers stays what it was before them.
    const ChainMemory memory = m_runs->find(fresh)->nextMemory;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        m_runs->appendChosen(fresh, tokens[i], uniform(m_document.seed, sequence, static_cast<Position>(position + i)),
                             memory);
    }
    submitContinuation(fresh, Length::Limit);
    show(fresh, position, false);
    return {};
}

void Workbench::growTree(std::size_t position, const TreeLimits& limits) {
    cancelTree();
    const Run* from = run();
    if (from && position > 0 && position <= from->tokens.size() && ownsModelOf(*from)) {
        m_rows->cancel();
        m_treeJob = m_engine->growTree({from->ids(position), limits});
    }
}

void Workbench::cancelTree() {
    if (m_treeJob) {
        m_engine->cancel(*m_treeJob);
    }
}

bool Workbench::requestRow(std::size_t position) {
    const Run* shown = run();
    return shown && shown->model == m_model && m_rows->request(*shown, position);
}

void Workbench::showBranch(RunId id) {
    const Run* target = m_runs->find(id);
    if (!target || m_document.run == id || m_document.isDeleted(id)) {
        return;
    }
    stop();
    edit(EditKind::Run, false);
    m_document.run = id;
    m_focus->moveTo(id, std::min(m_focus->position(), target->tokens.size()));
    emit documentChanged();
}

void Workbench::renameBranch(RunId id, const QString& name) {
    if (m_runs->find(id) && m_document.names.value(id) != name) {
        edit(EditKind::Branches, false);
        if (name.isEmpty()) {
            m_document.names.remove(id);
        } else {
            m_document.names[id] = name;
        }
        emit documentChanged();
    }
}

// The nearest ancestor that is there, else the latest run that is.
std::optional<RunId> Workbench::runInsteadOf(RunId gone) const {
    const Run* deleted = m_runs->find(gone);
    for (std::optional<RunId> id = deleted->parent; id; id = m_runs->find(*id)->parent) {
        if (!m_document.isDeleted(*id)) {
            return id;
        }
    }
    const auto& all = m_runs->all();
    const auto latest = std::find_if(all.rbegin(), all.rend(), [&](const auto& one) {
        return !m_document.isDeleted(one.first) && !one.second.tokens.empty();
    });
    return latest == all.rend() ? std::nullopt : std::optional(latest->first);
}

void Workbench::deleteBranch(RunId id) {
    if (!m_runs->find(id) || m_document.isDeleted(id)) {
        return;
    }
    stop();
    edit(EditKind::Branches, false);
    m_document.deleted.insert(numberOf(id));
    if (m_document.run == id) {
        m_document.run = runInsteadOf(id);
        const Run* shown = run();
        m_focus->moveTo(m_document.run, shown ? std::min(m_focus->position(), shown->tokens.size()) : 0);
    }
    emit documentChanged();
}

} // namespace logitscope
