// Two panels above each other where there is room, behind two tabs where there is not. GUI thread.
#pragma once

#include <QWidget>

class QSplitter;
class QTabBar;

namespace logitscope {

class ExplanationColumn : public QWidget {
    Q_OBJECT

public:
    // Takes the panels over; either may be hidden by others at any time.
    ExplanationColumn(QWidget* upper, const QString& upperName, QWidget* lower, const QString& lowerName,
                      QWidget* parent = nullptr);

signals:
    void panelShown(); // one that could not be seen before

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void arrange();

    QWidget* m_panels[2];
    QWidget* m_places[2]; // of the panels in the splitter
    QSplitter* m_splitter;
    QTabBar* m_tabs;
};

} // namespace logitscope
