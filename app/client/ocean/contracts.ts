/**
 * What is called of Ocean's contracts (v4 and later), as text: their package is a large one, and everybody who publishes
 * would have to install it. A test holds each line against the package's own ABI.
 */
export const FACTORY = [
  "function createNftWithErc20WithFixedRate((string name, string symbol, uint256 templateIndex, string tokenURI, bool transferable, address owner) nft, (uint256 templateIndex, string[] strings, address[] addresses, uint256[] uints, bytes[] bytess) datatoken, (address fixedPriceAddress, address[] addresses, uint256[] uints) exchange) returns (address, address, bytes32)",
  "event NFTCreated(address newTokenAddress, address indexed templateAddress, string tokenName, address indexed admin, string symbol, string tokenURI, bool transferable, address indexed creator)",
  "event TokenCreated(address indexed newTokenAddress, address indexed templateAddress, string name, string symbol, uint256 cap, address creator)",
];
export const FIXED_RATE = [
  "event ExchangeCreated(bytes32 indexed exchangeId, address indexed baseToken, address indexed datatoken, address exchangeOwner, uint256 fixedRate)",
];
export const NFT = [
  "function setMetaData(uint8 metaDataState, string metaDataDecryptorUrl, string metaDataDecryptorAddress, bytes flags, bytes data, bytes32 metaDataHash, (address validatorAddress, uint8 v, bytes32 r, bytes32 s)[] metadataProofs)",
  "event MetadataCreated(address indexed createdBy, uint8 state, string decryptorUrl, bytes flags, bytes data, bytes32 metaDataHash, uint256 timestamp, uint256 blockNumber)",
];
