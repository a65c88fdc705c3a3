// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ICredentialGate} from "../interfaces/ICredentialGate.sol";

/// @title Licences signed by a medical board
/// @notice The board signs Licence(address doctor,bytes32 person,uint32 institution,uint40 expiry) under this contract's
/// domain. `person` is the board's own pseudonym of a human being: one active licence per person, whatever the account.
contract IssuerGate is ICredentialGate, EIP712 {
    struct Licence {
        bytes32 digest;
        bytes32 person;
        uint40 expiry;
    }

    event LicenceAdmitted(address indexed account, bytes32 indexed person, uint32 institution, uint40 expiry);
    event LicenceRevoked(bytes32 indexed digest);

    error LicenceExpired(uint40 expiry);
    error LicenceIsRevoked(bytes32 digest);
    error NotIssued(address account);
    error PersonHoldsLicence(address account);
    error LongerLicenceStands(uint40 expiry);
    error NotIssuer(address account);

    bytes32 private constant LICENCE = keccak256(
        "Licence(address doctor,bytes32 person,uint32 institution,uint40 expiry)"
    );

    /// @notice The board's account; may be a contract (ERC-1271).
    address public immutable issuer;
    mapping(address account => Licence) public licences;
    mapping(bytes32 person => address account) public holders;
    mapping(bytes32 digest => bool) public revoked;

    constructor(address issuer_) EIP712("CryptoDoctor IssuerGate", "1") {
        issuer = issuer_;
    }

    /// @inheritdoc ICredentialGate
    /// @param licence abi.encode(bytes32 person, uint32 institution, uint40 expiry, bytes signature)
    function admit(address account, bytes calldata licence) external returns (uint32 institution, uint40 expiry) {
        bytes32 person;
        bytes memory signature;
        (person, institution, expiry, signature) = abi.decode(licence, (bytes32, uint32, uint40, bytes));
        if (expiry <= block.timestamp) revert LicenceExpired(expiry);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(LICENCE, account, person, institution, expiry)));
        if (revoked[digest]) revert LicenceIsRevoked(digest);
        if (!SignatureChecker.isValidSignatureNow(issuer, digest, signature)) revert NotIssued(account);
        // Anyone can replay an old licence of somebody else: it must not shorten the one that stands.
        if (expiry < licences[account].expiry && valid(account)) revert LongerLicenceStands(licences[account].expiry);
        address holder = holders[person];
        if (holder != account && licences[holder].person == person && valid(holder)) revert PersonHoldsLicence(holder);

        holders[person] = account;
        licences[account] = Licence(digest, person, expiry);
        emit LicenceAdmitted(account, person, institution, expiry);
    }

    /// @notice Withdraws a licence by its EIP-712 digest, admitted or not. The board only.
    function revoke(bytes32 digest) external {
        if (msg.sender != issuer) revert NotIssuer(msg.sender);
        revoked[digest] = true;
        emit LicenceRevoked(digest);
    }

    /// @inheritdoc ICredentialGate
    function valid(address account) public view returns (bool) {
        Licence memory licence = licences[account];
        return licence.expiry > block.timestamp && !revoked[licence.digest];
    }
}
