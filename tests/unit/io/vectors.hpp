#pragma once

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string>

#include "nlink/base/bytes.hpp"

/// The packets of the protocol vectors.
namespace vectors {

inline base::Bytes from_hex(const std::string& text) {
    base::Bytes octets;
    for (std::size_t i = 0; i < text.size(); i += 2)
        octets.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
    return octets;
}

inline const nlohmann::json& all() {
    static const auto parsed = nlohmann::json::parse(std::ifstream(GOLDEN_DIR "/vectors.json"));
    return parsed;
}

inline base::Bytes packet_of(const std::string& name) {
    for (const auto& vector : all())
        if (vector["name"] == name) return from_hex(vector["pkt"]);
    FAIL("no such vector: " << name);
    return {};
}

} // namespace vectors
