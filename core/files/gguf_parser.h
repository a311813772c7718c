// One pass over the bytes of a GGUF file: header, metadata, tensor table, then where the tensors lie.
//
// Used by openGguf() and parseGguf() only. Every step says false once something is wrong, and the first problem is
// kept.
#pragma once

#include "core/files/byte_reader.h"
#include "core/files/model_file.h"

namespace logitscope {

class GgufParser {
public:
    // `name` is what errors call the file.
    GgufParser(std::span<const std::byte> bytes, std::string_view name);

    Status parse(ModelFile& file);

private:
    bool readHeader();
    bool readMetadata();
    bool readValue(const std::string& key);
    template<typename Stored, typename Read>
    bool readNumbers(const std::string& key, std::uint64_t count);
    bool readList(const std::string& key);
    bool readAlignment();
    bool readTensorTable();
    bool readTensor();
    bool placeTensors();

    bool fail(std::string_view what);    // "The file 'x' <what>."
    bool damaged(std::string_view what); // "The file 'x' is damaged: <what>; ..."
    bool cutShort(std::string_view where);

    std::span<const std::byte> m_bytes;
    ByteReader m_reader;
    std::string m_name;
    ModelFile* m_file = nullptr;
    std::uint64_t m_tensorCount = 0;
    std::uint64_t m_entryCount = 0;
    std::uint64_t m_listElements = 0;
    std::uint64_t m_alignment = 32;
    std::vector<std::uint64_t> m_offsets; // of each tensor in the data section
    std::string m_problem;
};

} // namespace logitscope
