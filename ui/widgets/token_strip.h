// A text as its tokens: flowing chips coloured by what the model thought of each.
//
// Keyboard: ← → Home End Page Up Page Down move the focused token, ↓ ↑ open the alternatives and move in them, Enter
// takes one (or opens them), Escape closes, Ctrl+C copies the text, or the selected part (Shift + movement, or a drag).
// Appending lays out the new tokens only; painting touches the visible lines only. GUI thread.
#pragma once

#include "ui/widgets/accessible_items.h"
#include "ui/widgets/bar_row.h"
#include "ui/widgets/strip_token.h"

#include <QAbstractScrollArea>

#include <memory>
#include <span>

namespace logitscope {

class TokenStrip : public QAbstractScrollArea, public AccessibleItems {
    Q_OBJECT

public:
    explicit TokenStrip(QWidget* parent = nullptr);
    ~TokenStrip() override;

    void setTokens(std::vector<StripToken> tokens);
    void appendTokens(std::span<const StripToken> tokens); // follows the end when it was in view
    void truncate(int count);                              // keeps the first `count`
    // Replaces the ratings of tokens from `first` on: no new layout.
    void setScores(int first, std::span<const std::optional<StripScores>> scores);
    int tokenCount() const;
    const StripToken& tokenAt(int index) const;

    void setColourMode(ColourMode mode);
    ColourMode colourMode() const;
    // In place of the text while there is none.
    void setPlaceholder(const QString& sentence);
    // A caret after the last token while a run writes.
    void setWriting(bool on);

    // -1: none; tokenCount(): the place after the last token, what would come next. Scrolls it into view. Emits nothing
    // when it is already there.
    void setFocusedToken(int index);
    int focusedToken() const;

    // The answer to alternativesRequested(); may be given within the signal. Ignored when the popup has moved on.
    void setAlternatives(int index, BarList alternatives);
    // In their place: why there are none.
    void setAlternativesMessage(int index, const QString& sentence);
    void closeAlternatives();
    bool alternativesOpen() const;

    QString text() const;         // of all tokens, control tokens left out
    QString selectedText() const; // empty without a selection

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    // AccessibleItems: the tokens, and the place after the last.
    int itemCount() const override;
    QString itemName(int index) const override;
    QRect itemRect(int index) const override;
    int currentItem() const override;
    void activateItem(int index) override;

signals:
    void focusedTokenChanged(int index);   // by the user or setFocusedToken()
    void alternativesRequested(int index); // the popup opens and waits for setAlternatives()
    void branchRequested(int index, logitscope::TokenId token);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void relayout();
    void updateScrollRange();
    void updateTokens(int first, int end);
    void setHovered(int token);
    void moveFocus(int token, bool select);
    int tokenByPage(int direction) const;
    int tokenAt(const QPoint& point) const;
    void openAlternatives(int index);
    void takeAlternative(TokenId token);

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace logitscope
