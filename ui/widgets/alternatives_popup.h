// The popup of the token strip: what else could have stood in a place.
//
// Never takes the keyboard: the strip keeps it and moves the current row. A child window of the strip. GUI thread.
#pragma once

#include "ui/widgets/bar_row.h"

#include <QFrame>

class QLabel;

namespace logitscope {

class ProbabilityBars;

class AlternativesPopup : public QFrame {
    Q_OBJECT

public:
    explicit AlternativesPopup(QWidget* parent);

    // Shows itself at `anchor` (global), below it or, where there is no room, above; empty until the list arrives.
    void open(const QString& title, const QRect& anchor);
    void setList(BarList list);
    void setMessage(const QString& sentence);

    // The row under the keyboard; the first move lands on the taken token's neighbour.
    void moveCurrent(int by);
    std::optional<TokenId> currentToken() const;
    QString currentName() const;
    bool hasList() const;

signals:
    void tokenChosen(logitscope::TokenId token);
    void left(); // the pointer went away

protected:
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void restyle();
    void place();

    QLabel* m_title;
    QLabel* m_hint;
    ProbabilityBars* m_bars;
    QRect m_anchor;
};

} // namespace logitscope
