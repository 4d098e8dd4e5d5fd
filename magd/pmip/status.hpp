#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace pmip {

/// Status of a Proxy Binding Acknowledgement: below 128 the update was accepted.
/// The names are the RFCs', in lower case.
enum class Status : std::uint8_t {
    accepted = 0,
    accepted_prefix_discovery_necessary = 1,
    gre_key_option_not_required = 2,
    gre_tunneling_but_tlv_header_not_supported = 3,
    mcoa_notcomplete = 4,
    mcoa_returnhome_wo_ndp = 5,
    pbu_accepted_tb_ignored_settingsmismatch = 6,
    reason_unspecified = 128,
    administratively_prohibited = 129,
    insufficient_resources = 130,
    home_registration_not_supported = 131,
    not_home_subnet = 132,
    not_home_agent_for_this_mobile_node = 133,
    duplicate_address_detection_failed = 134,
    sequence_number_out_of_window = 135,
    expired_home_nonce_index = 136,
    expired_care_of_nonce_index = 137,
    expired_nonces = 138,
    registration_type_change_disallowed = 139,
    mobile_router_operation_not_permitted = 140,
    invalid_prefix = 141,
    not_authorized_for_prefix = 142,
    forwarding_setup_failed = 143,
    mipv6_id_mismatch = 144,
    mipv6_mesg_id_reqd = 145,
    mipv6_auth_fail = 146,
    permanent_home_keygen_token_exists = 149,
    non_null_home_nonce_index_expected = 150,
    service_authorization_failed = 151,
    proxy_reg_not_enabled = 152,
    not_lma_for_this_mobile_node = 153,
    mag_not_authorized_for_proxy_reg = 154,
    not_authorized_for_home_network_prefix = 155,
    timestamp_mismatch = 156,
    timestamp_lower_than_prev_accepted = 157,
    missing_home_network_prefix_option = 158,
    bce_pbu_prefix_set_do_not_match = 159,
    missing_mn_identifier_option = 160,
    missing_handoff_indicator_option = 161,
    missing_access_tech_type_option = 162,
    gre_key_option_required = 163,
    mcoa_malformed = 164,
    mcoa_non_mcoa_binding_exists = 165,
    mcoa_prohibited = 166,
    mcoa_unknown_coa = 167,
    mcoa_bulk_binding_update_prohibited = 168,
    mcoa_simultaneous_home_and_foreign_prohibited = 169,
    not_authorized_for_ipv4_mobility_service = 170,
    not_authorized_for_ipv4_home_address = 171,
    not_authorized_for_ipv6_mobility_service = 172,
    multiple_ipv4_home_address_assignment_not_supported = 173,
    invalid_care_of_address = 174,
    invalid_mobile_node_group_identifier = 175,
    reinit_sa_with_hac = 176,
    not_authorized_for_delegated_mnp = 177,
    requested_dmnp_in_use = 178,
    cannot_meet_qos_service_request = 179,
    cannot_support_multipath_binding = 180,
};

struct StatusText {
    Status status;
    std::string_view name;
    std::string_view rfc; ///< where it is defined
};

/// Every code with a name; the others count as accepted or rejected by their number alone
/// (RFC 5213 section 8.2). 144 to 146 are RFC 4285's: some tools print older names.
inline constexpr std::array status_texts{
    StatusText{Status::accepted, "accepted", "6275"},
    StatusText{Status::accepted_prefix_discovery_necessary, "accepted but prefix discovery necessary",
               "6275"},
    StatusText{Status::gre_key_option_not_required, "GRE_KEY_OPTION_NOT_REQUIRED", "5845"},
    StatusText{Status::gre_tunneling_but_tlv_header_not_supported,
               "GRE_TUNNELING_BUT_TLV_HEADER_NOT_SUPPORTED", "5845"},
    StatusText{Status::mcoa_notcomplete, "MCOA NOTCOMPLETE", "5648"},
    StatusText{Status::mcoa_returnhome_wo_ndp, "MCOA RETURNHOME WO/NDP", "5648"},
    StatusText{Status::pbu_accepted_tb_ignored_settingsmismatch, "PBU_ACCEPTED_TB_IGNORED_SETTINGSMISMATCH",
               "6058"},
    StatusText{Status::reason_unspecified, "reason unspecified", "6275"},
    StatusText{Status::administratively_prohibited, "administratively prohibited", "6275"},
    StatusText{Status::insufficient_resources, "insufficient resources", "6275"},
    StatusText{Status::home_registration_not_supported, "home registration not supported", "6275"},
    StatusText{Status::not_home_subnet, "not home subnet", "6275"},
    StatusText{Status::not_home_agent_for_this_mobile_node, "not home agent for this mobile node", "6275"},
    StatusText{Status::duplicate_address_detection_failed, "duplicate address detection failed", "6275"},
    StatusText{Status::sequence_number_out_of_window, "sequence number out of window", "6275"},
    StatusText{Status::expired_home_nonce_index, "expired home nonce index", "6275"},
    StatusText{Status::expired_care_of_nonce_index, "expired care-of nonce index", "6275"},
    StatusText{Status::expired_nonces, "expired nonces", "6275"},
    StatusText{Status::registration_type_change_disallowed, "registration type change disallowed", "6275"},
    StatusText{Status::mobile_router_operation_not_permitted, "mobile router operation not permitted",
               "3963"},
    StatusText{Status::invalid_prefix, "invalid prefix", "3963"},
    StatusText{Status::not_authorized_for_prefix, "not authorized for prefix", "3963"},
    StatusText{Status::forwarding_setup_failed, "forwarding setup failed (prefixes missing)", "3963"},
    StatusText{Status::mipv6_id_mismatch, "MIPV6-ID-MISMATCH", "4285"},
    StatusText{Status::mipv6_mesg_id_reqd, "MIPV6-MESG-ID-REQD", "4285"},
    StatusText{Status::mipv6_auth_fail, "MIPV6-AUTH-FAIL", "4285"},
    StatusText{Status::permanent_home_keygen_token_exists, "permanent home keygen token exists", "4866"},
    StatusText{Status::non_null_home_nonce_index_expected, "non-null home nonce index expected", "4866"},
    StatusText{Status::service_authorization_failed, "SERVICE_AUTHORIZATION_FAILED", "5149"},
    StatusText{Status::proxy_reg_not_enabled, "PROXY_REG_NOT_ENABLED", "5213"},
    StatusText{Status::not_lma_for_this_mobile_node, "NOT_LMA_FOR_THIS_MOBILE_NODE", "5213"},
    StatusText{Status::mag_not_authorized_for_proxy_reg, "MAG_NOT_AUTHORIZED_FOR_PROXY_REG", "5213"},
    StatusText{Status::not_authorized_for_home_network_prefix, "NOT_AUTHORIZED_FOR_HOME_NETWORK_PREFIX",
               "5213"},
    StatusText{Status::timestamp_mismatch, "TIMESTAMP_MISMATCH", "5213"},
    StatusText{Status::timestamp_lower_than_prev_accepted, "TIMESTAMP_LOWER_THAN_PREV_ACCEPTED", "5213"},
    StatusText{Status::missing_home_network_prefix_option, "MISSING_HOME_NETWORK_PREFIX_OPTION", "5213"},
    StatusText{Status::bce_pbu_prefix_set_do_not_match, "BCE_PBU_PREFIX_SET_DO_NOT_MATCH", "5213"},
    StatusText{Status::missing_mn_identifier_option, "MISSING_MN_IDENTIFIER_OPTION", "5213"},
    StatusText{Status::missing_handoff_indicator_option, "MISSING_HANDOFF_INDICATOR_OPTION", "5213"},
    StatusText{Status::missing_access_tech_type_option, "MISSING_ACCESS_TECH_TYPE_OPTION", "5213"},
    StatusText{Status::gre_key_option_required, "GRE_KEY_OPTION_REQUIRED", "5845"},
    StatusText{Status::mcoa_malformed, "MCOA MALFORMED", "5648"},
    StatusText{Status::mcoa_non_mcoa_binding_exists, "MCOA NON-MCOA BINDING EXISTS", "5648"},
    StatusText{Status::mcoa_prohibited, "MCOA PROHIBITED", "5648"},
    StatusText{Status::mcoa_unknown_coa, "MCOA UNKNOWN COA", "5648"},
    StatusText{Status::mcoa_bulk_binding_update_prohibited, "MCOA BULK BINDING UPDATE PROHIBITED", "5648"},
    StatusText{Status::mcoa_simultaneous_home_and_foreign_prohibited,
               "MCOA SIMULTANEOUS HOME AND FOREIGN PROHIBITED", "5648"},
    StatusText{Status::not_authorized_for_ipv4_mobility_service, "NOT_AUTHORIZED_FOR_IPV4_MOBILITY_SERVICE",
               "5844"},
    StatusText{Status::not_authorized_for_ipv4_home_address, "NOT_AUTHORIZED_FOR_IPV4_HOME_ADDRESS", "5844"},
    StatusText{Status::not_authorized_for_ipv6_mobility_service, "NOT_AUTHORIZED_FOR_IPV6_MOBILITY_SERVICE",
               "5844"},
    StatusText{Status::multiple_ipv4_home_address_assignment_not_supported,
               "MULTIPLE_IPV4_HOME_ADDRESS_ASSIGNMENT_NOT_SUPPORTED", "5844"},
    StatusText{Status::invalid_care_of_address, "invalid care-of address", "6275"},
    StatusText{Status::invalid_mobile_node_group_identifier, "INVALID_MOBILE_NODE_GROUP_IDENTIFIER", "6602"},
    StatusText{Status::reinit_sa_with_hac, "REINIT_SA_WITH_HAC", "6618"},
    StatusText{Status::not_authorized_for_delegated_mnp, "NOT_AUTHORIZED_FOR_DELEGATED_MNP", "7148"},
    StatusText{Status::requested_dmnp_in_use, "REQUESTED_DMNP_IN_USE", "7148"},
    StatusText{Status::cannot_meet_qos_service_request, "CANNOT_MEET_QOS_SERVICE_REQUEST", "7222"},
    StatusText{Status::cannot_support_multipath_binding, "CANNOT_SUPPORT_MULTIPATH_BINDING", "8278"},
};

[[nodiscard]] constexpr bool accepted(Status status) { return std::to_underlying(status) < 128; }

/// The name of the table, or "unassigned, accepting" and "unassigned, rejecting".
[[nodiscard]] std::string_view name(Status status);

/// Name and number: "NOT_AUTHORIZED_FOR_IPV4_HOME_ADDRESS (171)".
[[nodiscard]] std::string describe(Status status);

} // namespace pmip
