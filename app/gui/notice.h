// One sentence where its cause is: a problem or a hint, with what can be done about it. Hidden while empty.
#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace logitscope {

class Notice : public QFrame {
    Q_OBJECT

public:
    enum class Kind { Error, Hint };

    explicit Notice(QWidget* parent = nullptr);

    // `action`: the words of a link behind the sentence; none when empty.
    void say(Kind kind, const QString& sentence, const QString& action = {});
    void clear();
    QString sentence() const { return m_sentence; }

signals:
    void actionTriggered();

private:
    void restyle();

    Kind m_kind = Kind::Error;
    QString m_sentence, m_action;
    QLabel* m_icon;
    QLabel* m_text;
    QToolButton* m_close;
};

} // namespace logitscope
