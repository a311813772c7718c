#include "ui/bridge/second_model.h"

#include <QFileInfo>

namespace logitscope {

SecondModel::SecondModel(EngineHost& engine, QObject* parent) : QObject(parent), m_engine(engine) {
    connect(&engine, &EngineHost::modelLoadProgressed, this, [this](JobId job, std::size_t done, std::size_t total) {
        if (job == m_loadJob && total > 0) {
            m_progress = static_cast<double>(done) / static_cast<double>(total);
            emit changed();
        }
    });
    connect(&engine, &EngineHost::modelLoaded, this, [this](JobId job, const LoadedModel& model) {
        if (job == m_loadJob) {
            m_model = std::make_shared<const RunModel>(RunModel{model.tokenizer, model.info});
        }
    });
    connect(&engine, &EngineHost::jobFinished, this, [this](JobId job, const Finished& finished) {
        if (job == m_loadJob) {
            m_loadJob.reset();
            m_problem = QString::fromStdString(finished.sentence);
            emit changed();
        }
    });
}

void SecondModel::open(const QString& path) {
    cancelLoad();
    m_problem.clear();
    m_progress = 0.0;
    m_loadingName = QFileInfo(path).fileName();
    m_loadJob = m_engine.loadModel({path.toStdString(), {}, ModelSlot::Second});
    emit changed();
}

void SecondModel::cancelLoad() {
    if (m_loadJob) {
        m_engine.cancel(*m_loadJob);
    }
}

void SecondModel::close() {
    cancelLoad();
    m_engine.unloadModel({ModelSlot::Second});
    m_model = nullptr;
    m_problem.clear();
    emit changed();
}

bool sameVocabulary(const RunModel& left, const RunModel& right) {
    const std::size_t size = left.info.config.vocabularySize;
    if (size != right.info.config.vocabularySize || !left.tokenizer != !right.tokenizer) {
        return false;
    }
    for (std::size_t i = 0; left.tokenizer && left.tokenizer != right.tokenizer && i < size; ++i) {
        const auto token = static_cast<TokenId>(i);
        if (left.tokenizer->pieceOf(token) != right.tokenizer->pieceOf(token)) {
            return false;
        }
    }
    return true;
}

} // namespace logitscope
