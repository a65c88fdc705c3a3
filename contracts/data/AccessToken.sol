// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Permit, IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IAccessToken} from "../interfaces/IAccessToken.sol";
import {DatasetId} from "../interfaces/Ids.sol";

/// @notice See IAccessToken. Used through clones: what differs between data sets stands behind the clone's code, where
/// nobody can change it and reading it costs no storage access.
contract AccessToken is IAccessToken, ERC20, ERC20Permit {
    using SafeERC20 for IERC20;

    uint256 public constant ONE = 1e18;
    // Where a clone's arguments lie in its code, behind the 45 bytes of ERC-1167: data, dataset, price, period.
    uint256 private constant PRICE_AND_PERIOD = 45 + 64;
    IERC20 public immutable payToken;
    address private immutable TEMPLATE = address(this);
    mapping(address account => uint256) public accessUntil;

    constructor(IERC20 payToken_) ERC20("", "") ERC20Permit("crypto-doctor access") {
        payToken = payToken_;
    }

    /// @notice Arguments of the clone. The template itself has none, and so sells nothing.
    function terms() public view returns (Terms memory) {
        return abi.decode(Clones.fetchCloneArgs(address(this)), (Terms));
    }

    function price() external view returns (uint256 amount) {
        (amount, ) = _sale();
    }

    function period() external view returns (uint256 time) {
        (, time) = _sale();
    }

    // A clone has none of the template's storage, in which ERC20 keeps its names.
    function name() public pure override returns (string memory) {
        return "crypto-doctor access";
    }

    function symbol() public pure override returns (string memory) {
        return "CDACCESS";
    }

    function buyAccess(Permit calldata permit_) external {
        _buyAndOrder(msg.sender, permit_);
    }

    function buyAndOrder(address consumer, Permit calldata permit_) external {
        _buyAndOrder(consumer, permit_);
    }

    function buy(uint256 accesses, Permit calldata permit_) external {
        (uint256 amount, ) = _sale();
        _mint(msg.sender, accesses * ONE);
        _pay(accesses * amount, permit_);
    }

    function startOrder(address consumer) external {
        (, uint256 time) = _sale();
        _burn(msg.sender, ONE);
        _order(consumer, time);
    }

    function collect(address to) external returns (uint256 amount) {
        Terms memory t = terms();
        if (IERC721(t.data).ownerOf(DatasetId.unwrap(t.dataset)) != msg.sender) revert NotTheCurator(msg.sender);
        amount = payToken.balanceOf(address(this));
        emit Collected(msg.sender, to, amount);
        payToken.safeTransfer(to, amount);
    }

    function _buyAndOrder(address consumer, Permit calldata permit_) private {
        (uint256 amount, uint256 time) = _sale();
        _order(consumer, time);
        _pay(amount, permit_);
    }

    /// @dev Of the terms, what every purchase reads: straight from the clone's code, a third of what decoding all costs.
    function _sale() private view returns (uint256 amount, uint256 time) {
        if (address(this) == TEMPLATE) revert NotForSale();
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            extcodecopy(address(), 0x00, PRICE_AND_PERIOD, 0x40)
            amount := mload(0x00)
            time := mload(0x20)
        }
    }

    function _order(address consumer, uint256 time) private {
        uint256 from = accessUntil[consumer];
        if (from < block.timestamp) from = block.timestamp;
        unchecked {
            accessUntil[consumer] = from + time; // a period has 40 bits
        }
        emit OrderStarted(consumer, msg.sender, ONE, 0, block.timestamp, address(0), block.number);
    }

    /// @dev The permit may have been front-run, so whether it succeeds is not asked: what counts is the allowance. The
    /// balance must grow by the amount.
    function _pay(uint256 amount, Permit calldata p) private {
        if (p.deadline != 0) {
            bytes memory permitCall = abi.encodeCall(
                IERC20Permit.permit,
                (msg.sender, address(this), amount, p.deadline, p.v, p.r, p.s)
            );
            // solhint-disable-next-line avoid-low-level-calls
            (bool permitted, ) = address(payToken).call(permitCall);
            permitted;
        }
        uint256 before = payToken.balanceOf(address(this));
        payToken.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received;
        unchecked {
            received = payToken.balanceOf(address(this)) - before; // less than before is another amount, too
        }
        if (received != amount) revert WrongTransfer(amount, received);
    }
}
