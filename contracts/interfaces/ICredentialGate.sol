// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Who may register as a doctor
interface ICredentialGate {
    /// @notice Accepts a licence for an account, or reverts.
    /// @return institution doctors of one institution never share a panel
    /// @return expiry last second at which the licence counts
    function admit(address account, bytes calldata licence) external returns (uint32 institution, uint40 expiry);

    /// @notice Whether the account's latest licence is neither expired nor revoked.
    function valid(address account) external view returns (bool);
}
