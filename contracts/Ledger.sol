// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ICredentialGate} from "./interfaces/ICredentialGate.sol";
import {IDirectory} from "./interfaces/IDirectory.sol";
import {IRecords} from "./interfaces/IRecords.sol";
import {DoctorId, PairId} from "./interfaces/Ids.sol";
import {DoctorEntry, PackedStanding, Standings} from "./libraries/Standings.sol";

/// @title What is owed to whom, and who signs for it
/// @notice The storage that outlives a case. Core and office are two codes over this one storage: both inherit it, first
/// and alone, so that their layouts cannot differ.
abstract contract Ledger is IRecords, EIP712 {
    using SafeERC20 for IERC20;
    using Standings for PackedStanding;
    using Standings for Standing;

    struct Party {
        uint96 leaving; // asked back from the bond
        uint40 leavesAt;
        uint120 taken; // of the fees
    }

    IERC20 public immutable token;
    ICredentialGate public immutable gate;
    IDirectory public immutable directory;
    uint96 internal immutable MIN_BOND;
    uint96 internal immutable PAIR_BOND;

    // One slot: opening a case and settling one touch a single counter slot.
    uint64 internal _cases;
    uint24 internal _doctorCount;
    uint128 internal _pool; // unearned seat pay, slashes, forfeited deposits; for reading fees, never for peers

    mapping(DoctorId id => DoctorEntry) internal _doctors;
    mapping(address account => DoctorId id) internal _ids;
    mapping(address account => uint256) internal _credits; // of everybody who is no doctor, and of doctors as provers
    mapping(PairId pair => uint96[2]) internal _bonds; // one slot: opening a case reads both
    mapping(PairId pair => uint256) internal _fees; // of all reports so far, both parties together
    mapping(PairId pair => mapping(uint256 party => Party)) internal _parties;
    mapping(address patient => uint256) internal _openings;

    constructor(
        IERC20 token_,
        ICredentialGate gate_,
        IDirectory directory_,
        Parameters memory p
    ) EIP712("CryptoDoctor", "1") {
        (token, gate, directory) = (token_, gate_, directory_);
        (MIN_BOND, PAIR_BOND) = (p.minBond, p.pairBond);
    }

    /// @dev The permit may have been front-run: what counts is the allowance. The balance must grow by the amount.
    function _deposit(address from, uint256 amount, Permit calldata p) internal {
        if (p.deadline != 0) {
            try IERC20Permit(address(token)).permit(from, address(this), p.value, p.deadline, p.v, p.r, p.s) {} catch {}
        }
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(from, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) revert WrongTransfer(amount, received);
    }

    /// @dev A key's own signature first: it needs no look at the account's code, and holds for an account that was given
    /// code by EIP-7702. Otherwise the account is asked (ERC-1271).
    function _checkSignature(address signer, bytes32 digest, bytes calldata signature) internal view {
        (address recovered, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem == ECDSA.RecoverError.NoError && recovered == signer) return;
        if (!SignatureChecker.isValidERC1271SignatureNowCalldata(signer, digest, signature)) {
            revert WrongSignature(signer);
        }
    }

    function _setStatus(DoctorId id, Status status) internal {
        Standing memory s = _doctors[id].standing.unpack();
        s.status = status;
        _doctors[id].standing = s.pack();
        emit AvailabilityChanged(id, status == Status.Available);
    }

    function _after(uint256 end) internal view {
        if (block.timestamp <= end) revert TooEarly(end, block.timestamp);
    }

    function _until(uint256 end) internal view {
        if (block.timestamp > end) revert TooLate(end, block.timestamp);
    }
}
