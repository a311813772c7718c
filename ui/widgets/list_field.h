// One list of a sampler: its entries, each with a way to remove it (and a number, in a list of biases), and a line to
// add one. Tokens are picked by their text from the vocabulary; what cannot be taken is answered under the line.
//
// Built from its catalog row alone. GUI thread.
#pragma once

#include "core/sampling/sampler_catalog.h"
#include "core/text/tokenizer.h"

#include <QWidget>

#include <memory>
#include <vector>

class QCompleter;
class QLabel;
class QLineEdit;
class QStringListModel;
class QTimer;
class QVBoxLayout;

namespace logitscope {

class ListField : public QWidget {
    Q_OBJECT

public:
    ListField(const SamplerInfo& sampler, const ListInfo& list, QWidget* parent = nullptr);

    const ListValue& value() const { return m_value; }
    void setValue(const ListValue& value); // shows it; emits nothing
    // Whose tokens are picked and named; null: by their ids, of which there are `size`.
    void setVocabulary(std::shared_ptr<const Tokenizer> tokenizer, std::size_t size);

    QString errorText() const; // empty when the last entry was taken

signals:
    void valueChanged(const logitscope::ListValue& value); // by the user's hand; each time a change of its own

private:
    bool ofTexts() const { return std::holds_alternative<std::vector<std::string>>(m_value); }
    void showEntries();
    QWidget* makeEntry(std::size_t index);
    void take(const ListValue& value);
    void addTyped();
    void addToken(TokenId token);
    void setBias(std::size_t index, QLineEdit* edit);
    void showMatches();
    void showError(const QString& sentence);
    void restyle();

    const SamplerInfo& m_sampler;
    const ListInfo& m_list;
    ListValue m_value;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::size_t m_vocabularySize = 0;
    std::vector<TokenId> m_matches; // of what is typed, as the completer lists them
    QLabel* m_label;
    QWidget* m_entries = nullptr;
    QVBoxLayout* m_column;
    QLineEdit* m_add;
    QCompleter* m_completer;
    QStringListModel* m_words;
    QTimer* m_pause;
    QLabel* m_error;
};

} // namespace logitscope
