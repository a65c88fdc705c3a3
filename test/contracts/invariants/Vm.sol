// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title What is used of the cheat codes that Hardhat's test runner implements
interface Vm {
    function prank(address) external;

    function warp(uint256) external;

    function roll(uint256) external;

    function addr(uint256) external pure returns (address);

    function sign(uint256, bytes32) external pure returns (uint8, bytes32, bytes32);
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
