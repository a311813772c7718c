#include "app/gui/first_picture.h"

#include "app/gui/main_window.h"
#include "ui/labs/sampling/sampling_view.h"
#include "ui/widgets/probability_bars.h"

#include <QEvent>

namespace logitscope {

FirstDistribution::FirstDistribution(MainWindow& window, std::function<void()> seen)
    : QObject(&window), m_window(window), m_seen(std::move(seen)) {
    m_window.samplingView().bars().viewport()->installEventFilter(this);
}

bool FirstDistribution::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Paint && m_seen && !m_window.samplingView().bars().distribution().rows.empty()) {
        // Behind the painting that is about to happen, and what it flushes.
        QMetaObject::invokeMethod(
            this, [seen = std::exchange(m_seen, nullptr)] { seen(); }, Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

FirstPicture::FirstPicture(MainWindow& window, std::function<void(bool)> done)
    : QObject(&window), m_window(window), m_done(std::move(done)) {
    m_timer.setInterval(50);
    connect(&m_timer, &QTimer::timeout, this, &FirstPicture::look);
    m_timer.start();
}

void FirstPicture::look() {
    const Workbench& bench = m_window.workbench();
    const bool settled = !bench.loading() && !bench.busy();
    const bool shows = bench.run() && m_window.samplingView().isCurrent();
    m_quietLooks = settled ? m_quietLooks + 1 : 0;
    // Six looks without a change: plots draw once per frame and movements take less than 200 ms.
    if (m_quietLooks == 6) {
        m_timer.stop();
        m_done(shows);
    }
}

} // namespace logitscope
