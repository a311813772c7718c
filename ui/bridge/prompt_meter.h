// How many tokens a text is, counted off the GUI thread; the newest question wins.
//
// GUI thread; answers come as a signal. A text under count may be replaced at any keystroke: its answer is dropped.
#pragma once

#include "core/decoding/request.h"
#include "core/text/tokenizer.h"

#include <QObject>

#include <memory>
#include <optional>

namespace logitscope {

class PromptMeter final : public QObject {
    Q_OBJECT

public:
    explicit PromptMeter(QObject* parent = nullptr);
    ~PromptMeter() override;

    void count(std::shared_ptr<const Tokenizer> tokenizer, Prompt text);

signals:
    void counted(std::size_t tokens);
    void failed(const QString& sentence);

private:
    void answer();
    void begin();

    struct Job;
    std::shared_ptr<Job> m_running; // one at a time
    struct Question {
        std::shared_ptr<const Tokenizer> tokenizer;
        Prompt text;
    };
    std::optional<Question> m_waiting;
};

} // namespace logitscope
