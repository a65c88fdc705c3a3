// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Permit, IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IAccessToken} from "../interfaces/IAccessToken.sol";

/// @notice See IAccessToken. Used through clones: what differs between data sets stands behind the clone's code, where
/// nobody can change it and reading it costs no storage access.
contract AccessToken is IAccessToken, ERC20, ERC20Permit {
    using SafeERC20 for IERC20;

    uint256 public constant ONE = 1e18;
    IERC20 public immutable payToken;
    mapping(address account => uint40) public accessUntil;

    constructor(IERC20 payToken_) ERC20("", "") ERC20Permit("crypto-doctor access") {
        payToken = payToken_;
    }

    /// @notice Arguments of the clone. The template itself has none, and so sells nothing.
    function terms() public view returns (Terms memory) {
        return abi.decode(Clones.fetchCloneArgs(address(this)), (Terms));
    }

    function price() external view returns (uint96) {
        return terms().price;
    }

    function period() external view returns (uint40) {
        return terms().period;
    }

    // A clone has none of the template's storage, in which ERC20 keeps its names.
    function name() public pure override returns (string memory) {
        return "crypto-doctor access";
    }

    function symbol() public pure override returns (string memory) {
        return "CDACCESS";
    }

    function buyAndOrder(address consumer, Permit calldata permit_) external {
        Terms memory t = terms();
        _order(consumer, t.period);
        _pay(t.price, permit_);
    }

    function buy(uint256 accesses, Permit calldata permit_) external {
        _mint(msg.sender, accesses * ONE);
        _pay(accesses * terms().price, permit_);
    }

    function startOrder(address consumer) external {
        _burn(msg.sender, ONE);
        _order(consumer, terms().period);
    }

    function collect(address to) external returns (uint256 amount) {
        Terms memory t = terms();
        if (IERC721(t.data).ownerOf(t.dataset) != msg.sender) revert NotTheCurator(msg.sender);
        amount = payToken.balanceOf(address(this));
        emit Collected(msg.sender, to, amount);
        payToken.safeTransfer(to, amount);
    }

    function _order(address consumer, uint40 period) private {
        uint256 from = accessUntil[consumer];
        if (from < block.timestamp) from = block.timestamp;
        accessUntil[consumer] = uint40(from + period);
        emit OrderStarted(consumer, msg.sender, ONE, 0, block.timestamp, address(0), block.number);
    }

    /// @dev The permit may have been front-run: what counts is the allowance. The balance must grow by the amount.
    function _pay(uint256 amount, Permit calldata p) private {
        if (p.deadline != 0) {
            try
                IERC20Permit(address(payToken)).permit(msg.sender, address(this), p.value, p.deadline, p.v, p.r, p.s)
            {} catch {}
        }
        uint256 before = payToken.balanceOf(address(this));
        payToken.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = payToken.balanceOf(address(this)) - before;
        if (received != amount) revert WrongTransfer(amount, received);
    }
}
