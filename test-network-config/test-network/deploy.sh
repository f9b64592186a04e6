#!/usr/bin/env bash
# Deploys edgebourse on Fabric's test-network, one chaincode process on the host for each organisation; run there, with
# EDGEBOURSE naming the folder of this project, built. Peers in containers reach the host by HOST_ADDRESS.
set -eu
P=${EDGEBOURSE:?folder of this project}
HOST_ADDRESS=${HOST_ADDRESS:-host.docker.internal}
DIGEST=$(node -p "require('$P/chaincode/dist/common/bundle-digest.js').bundleDigest('$P/chaincode/dist')")
export PATH=$PWD/../bin:$PATH FABRIC_CFG_PATH=$PWD/../config CORE_PEER_TLS_ENABLED=true
T=$PWD/organizations
as() { # organisation number, port of its peer
  export CORE_PEER_LOCALMSPID=Org$1MSP CORE_PEER_ADDRESS=localhost:$2
  export CORE_PEER_TLS_ROOTCERT_FILE=$T/peerOrganizations/org$1.example.com/peers/peer0.org$1.example.com/tls/ca.crt
  export CORE_PEER_MSPCONFIGPATH=$T/peerOrganizations/org$1.example.com/users/Admin@org$1.example.com/msp
}
F="-o localhost:7050 --ordererTLSHostnameOverride orderer.example.com --tls --cafile $T/ordererOrganizations/example.com/orderers/orderer.example.com/tls/ca.crt --channelID mychannel --name edgebourse --version 1+$DIGEST --sequence 1"
mkdir -p edgebourse logs
for org in 1 2; do
  mkdir -p edgebourse/org$org; cd edgebourse/org$org
  printf '{"address":"%s:999%s","dial_timeout":"10s","tls_required":false}' $HOST_ADDRESS $org > connection.json
  printf '{"type":"ccaas","label":"edgebourse_1"}' > metadata.json
  tar czf code.tar.gz connection.json; tar czf ../org$org.tar.gz metadata.json code.tar.gz; cd ../..
  as $org $((5051 + 2000 * org))
  id=$(peer lifecycle chaincode calculatepackageid edgebourse/org$org.tar.gz)
  CHAINCODE_ID=$id CHAINCODE_SERVER_ADDRESS=0.0.0.0:999$org CHAINCODE_CONTRACTS=$P/chaincode/dist/index.js node $P/network/dist/fabric/chaincode-process.js edgebourse > logs/chaincode$org.log 2>&1 &
  echo $! > logs/chaincode$org.pid
  peer lifecycle chaincode install edgebourse/org$org.tar.gz
  peer lifecycle chaincode approveformyorg $F --package-id $id --signature-policy "OutOf(2,'Org1MSP.peer','Org2MSP.peer')"
done
as 1 7051
peers=
for org in 1 2; do
  peers="$peers --peerAddresses localhost:$((5051 + 2000 * org)) --tlsRootCertFiles $T/peerOrganizations/org$org.example.com/peers/peer0.org$org.example.com/tls/ca.crt"
done
peer lifecycle chaincode commit $F --signature-policy "OutOf(2,'Org1MSP.peer','Org2MSP.peer')" $peers
peer chaincode query -C mychannel -n edgebourse -c '{"Args":["bundle:Digest","{}"]}'
