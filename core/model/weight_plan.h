// Which tensors of a file fill which members of a model: declared by the architecture, checked, then loaded at once.
//
// Used on the loading thread. The targets must outlive the plan and stay where they are; matrices point into the memory
// that load() returns.
#pragma once

#include "core/base/result.h"
#include "core/files/model_file.h"
#include "core/kernels/packed_matrix.h"
#include "core/model/loader.h"
#include "core/tensor/aligned_buffer.h"

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace logitscope {

class WeightPlan {
public:
    explicit WeightPlan(const ModelFile& file) : m_file(&file) {}

    void matrix(const std::string& name, std::size_t rows, std::size_t columns, PackedMatrix& target);
    // Rows [firstRow, firstRow + rows) of a tensor of this shape, counted over all dimensions but the last: a part of a
    // fused matrix, or one matrix of a stack.
    void slice(const std::string& name, const std::vector<std::size_t>& shape, std::size_t firstRow, std::size_t rows,
               PackedMatrix& target);
    void vector(const std::string& name, std::size_t size, std::vector<float>& target);
    bool has(const std::string& name) const { return m_file->tensor(name) != nullptr; }
    // A tensor that has been read with the configuration.
    void alreadyRead(const std::string& name) { m_asked.insert(name); }

    // Fails for the first tensor that is missing or has another shape, for a tensor that nobody asked for (the model
    // would compute something else than its maker meant), and for more weights than `availableBytes`; before that
    // nothing large is allocated. Packing uses the pool, reports progress and stops when asked.
    Result<AlignedBuffer> load(ThreadPool& pool, std::size_t availableBytes, const LoadProgress& progress,
                               const std::stop_token& stop);

private:
    struct Matrix {
        const TensorView* source;
        std::size_t firstRow;
        std::size_t rows;
        PackedMatrix* target;
        std::size_t offset; // in the memory

        // Its rows of the tensor's bytes.
        std::span<const std::byte> part(std::span<const std::byte> bytes) const {
            const std::size_t bytesPerRow = bytes.size() / source->rows();
            return bytes.subspan(firstRow * bytesPerRow, rows * bytesPerRow);
        }
    };

    const TensorView* find(const std::string& name, const std::vector<std::size_t>& shape);
    Status checkAllUsed() const;

    const ModelFile* m_file;
    std::vector<Matrix> m_matrices;
    std::set<std::string, std::less<>> m_asked;
    std::size_t m_totalBytes = 0;
    std::string m_firstProblem;
};

// "The model 'file' cannot be used: what."
Error modelError(const ModelFile& file, const std::string& what);

// "1.2 GB", as people count.
std::string readableBytes(std::size_t bytes);

} // namespace logitscope
