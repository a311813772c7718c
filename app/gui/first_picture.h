// Waits until the window shows what it was started for: a text that is complete and its distribution, painted.
//
// For pictures and for measuring the start. GUI thread.
#pragma once

#include <QObject>
#include <QTimer>

#include <functional>

namespace logitscope {

class MainWindow;

// `seen`: called once, after the first frame that shows a distribution (the text may still be going on).
class FirstDistribution : public QObject {
    Q_OBJECT

public:
    FirstDistribution(MainWindow& window, std::function<void()> seen);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    MainWindow& m_window;
    std::function<void()> m_seen;
};

// `done(true)`: the run is complete and everything that moves has come to rest; `done(false)`: there is nothing to
// show.
class FirstPicture : public QObject {
    Q_OBJECT

public:
    FirstPicture(MainWindow& window, std::function<void(bool)> done);

private:
    void look();

    MainWindow& m_window;
    std::function<void(bool)> m_done;
    QTimer m_timer;
    int m_quietLooks = 0;
};

} // namespace logitscope
