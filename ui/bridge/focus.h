// What everybody looks at: one run and one position in it. Choosing a token anywhere moves every view.
//
// Owned by the Workbench; GUI thread. Position tokens.size() is the place after the last token: what would come next.
#pragma once

#include "core/base/ids.h"

#include <QObject>

#include <optional>

namespace logitscope {

class Focus final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    std::optional<RunId> run() const { return m_run; }
    std::size_t position() const { return m_position; }
    // Whether it moves along with the newest token while a run writes.
    bool following() const { return m_following; }

    void moveTo(std::optional<RunId> run, std::size_t position, bool follow = false);

signals:
    void moved();

private:
    std::optional<RunId> m_run;
    std::size_t m_position = 0;
    bool m_following = false;
};

} // namespace logitscope
