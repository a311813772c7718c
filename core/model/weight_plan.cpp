#include "core/model/weight_plan.h"

#include "core/base/thread_pool.h"
#include "core/base/utf8.h"
#include "core/quant/rows.h"

#include <algorithm>
#include <cassert>
#include <cstdio>

namespace logitscope {

namespace {

constexpr std::size_t cacheLine = 64;

// Between two looks at the stop token and two reports of progress.
constexpr std::size_t stepBytes = std::size_t{8} << 20;

// Tensors that some converters write and nobody reads: tables that follow from the configuration.
bool isKnownAsUnused(std::string_view name) {
    return name.ends_with(".attn_rot_embd.weight") || name.ends_with(".attn_rot_embd") || name == "rope_freqs.weight";
}

std::string shapeText(const std::vector<std::size_t>& shape) {
    std::string text;
    for (const std::size_t size : shape) {
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    }
    return text;
}

} // namespace

Error modelError(const ModelFile& file, const std::string& what) {
    return {"The model " + inQuotes(file.path().native(), 4096) + " cannot be used: " + what + "."};
}

std::string readableBytes(std::size_t bytes) {
    const bool large = bytes >= 1'000'000'000;
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %s", static_cast<double>(bytes) / (large ? 1e9 : 1e6), large ? "GB" : "MB");
    return text;
}

const TensorView* WeightPlan::find(const std::string& name, const std::vector<std::size_t>& shape) {
    m_asked.insert(name);
    const TensorView* tensor = m_file->tensor(name);
    if (!m_firstProblem.empty()) {
        return nullptr;
    }
    if (tensor == nullptr) {
        m_firstProblem = "its tensor '" + name + "' is missing";
        return nullptr;
    }
    if (tensor->shape != shape) {
        m_firstProblem = "its tensor '" + name + "' is " + shapeText(tensor->shape) +
                         ", but its configuration asks for " + shapeText(shape);
        return nullptr;
    }
    return tensor;
}

void WeightPlan::matrix(const std::string& name, std::size_t rows, std::size_t columns, PackedMatrix& target) {
    slice(name, {rows, columns}, 0, rows, target);
}

void WeightPlan::slice(const std::string& name, const std::vector<std::size_t>& shape, std::size_t firstRow,
                       std::size_t rows, PackedMatrix& target) {
    const TensorView* source = find(name, shape);
    if (source == nullptr) {
        return;
    }
    assert(firstRow + rows <= source->rows());
    const auto bytes = PackedMatrix::bytesFor(source->type, rows, source->columns());
    if (!bytes || *bytes > SIZE_MAX / 2 - m_totalBytes) {
        m_firstProblem = "its tensor '" + name + "' is too large";
        return;
    }
    m_matrices.push_back({source, firstRow, rows, &target, m_totalBytes});
    m_totalBytes += (*bytes + cacheLine - 1) / cacheLine * cacheLine;
}

void WeightPlan::vector(const std::string& name, std::size_t size, std::vector<float>& target) {
    if (const TensorView* source = find(name, {size})) {
        target.resize(size);
        decodeRow(source->type, m_file->bytesOf(*source).view(), target);
    }
}

Status WeightPlan::checkAllUsed() const {
    for (const TensorView& tensor : m_file->tensors()) {
        if (!m_asked.contains(tensor.name) && !isKnownAsUnused(tensor.name)) {
            return modelError(*m_file, "it has a tensor " + inQuotes(tensor.name) +
                                           " that its architecture does not have, so it is not what it says it is");
        }
    }
    return {};
}

Result<AlignedBuffer> WeightPlan::load(ThreadPool& pool, std::size_t availableBytes, const LoadProgress& progress,
                                       const std::stop_token& stop) {
    if (!m_firstProblem.empty()) {
        return modelError(*m_file, m_firstProblem);
    }
    if (const Status used = checkAllUsed(); !used) {
        return used.error();
    }
    const std::string noMemory = "its weights need " + readableBytes(m_totalBytes) + " of memory and " +
                                 readableBytes(availableBytes) +
                                 " are free; close other programs or choose a smaller model";
    if (m_totalBytes > availableBytes) {
        return modelError(*m_file, noMemory);
    }
    AlignedBuffer memory = AlignedBuffer::tryAllocate(m_totalBytes);
    if (memory.size() == 0) {
        return modelError(*m_file, noMemory);
    }
    std::size_t done = 0;
    const TensorView* fetched = nullptr; // slices of one tensor follow one another: it is made once
    TensorBytes bytes;
    for (const Matrix& matrix : m_matrices) {
        const TensorView& source = *matrix.source;
        if (fetched != &source) {
            bytes = TensorBytes(); // at most one tensor is in memory twice
            bytes = m_file->bytesOf(source);
            fetched = &source;
        }
        PackedMatrix& target = *matrix.target;
        target = PackedMatrix(source.type, matrix.rows, source.columns(), memory.bytes().data() + matrix.offset);
        const std::size_t step = std::max<std::size_t>(1, stepBytes / target.panelBytes());
        for (std::size_t panel = 0; panel < target.panelCount(); panel += step) {
            if (stop.stop_requested()) {
                return Error{"Loading the model " + inQuotes(m_file->path().native(), 4096) + " was cancelled."};
            }
            const std::size_t count = std::min(step, target.panelCount() - panel);
            pool.forEachRange(count, 1, [&](std::size_t begin, std::size_t end) {
                target.pack(matrix.part(bytes.view()), panel + begin, panel + end);
            });
            m_file->releasePages(); // packed: the weights shall count once
            done += count * target.panelBytes();
            if (progress) {
                progress(done, std::max(done, m_totalBytes));
            }
        }
    }
    if (progress) {
        progress(m_totalBytes, m_totalBytes);
    }
    return memory;
}

} // namespace logitscope
