// A one-line label with a long and a short wording; shows the long one where there is room.
#pragma once

#include <QLabel>

namespace logitscope {

class CardBadge : public QLabel {
    Q_OBJECT

public:
    using QLabel::QLabel;

    void setWordings(const QString& full, const QString& brief);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QSize sizeOf(const QString& wording) const;
    void choose();

    QString m_full, m_brief;
};

} // namespace logitscope
