// Panels behind tabs; the first two share a tab, above each other, where there is room. GUI thread.
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

class QSplitter;
class QTabBar;

namespace logitscope {

class ExplanationColumn : public QWidget {
    Q_OBJECT

public:
    struct Panel {
        QWidget* widget;
        QString name; // on its tab
    };
    // Takes the panels over; each may be hidden by others at any time.
    explicit ExplanationColumn(std::vector<Panel> panels, QWidget* parent = nullptr);

    // Brings the tab of a panel to the front.
    void reveal(const QWidget* panel);

signals:
    void panelShown(); // one that could not be seen before

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void arrange();

    std::vector<Panel> m_panels;
    std::vector<QWidget*> m_places;                // of the panels, in the splitter
    std::vector<std::vector<std::size_t>> m_pages; // the panels of each tab
    std::size_t m_front = 0;                       // a panel of the tab in front
    QSplitter* m_splitter;
    QTabBar* m_tabs;
};

} // namespace logitscope
