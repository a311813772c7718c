#include "ui/bridge/focus.h"

namespace logitscope {

void Focus::moveTo(std::optional<RunId> run, std::size_t position, bool follow) {
    m_following = follow;
    if (m_run == run && m_position == position) {
        return;
    }
    m_run = run;
    m_position = position;
    emit moved();
}

} // namespace logitscope
